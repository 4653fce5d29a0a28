// 简体中文界面文字。 All texts of the page in simplified Chinese.

import type { Text } from "./en.ts";
import { cabin } from "./zh/cabin.ts";
import { driver } from "./zh/driver.ts";
import { views } from "./zh/views.ts";

/** 问题与处理办法。 Problems and what the user can do about them. */
const problems: Text["problems"] = {
  "camera-refused": {
    title: "摄像头被拒绝",
    help: "请在浏览器地址栏中允许本页面使用摄像头，然后重试；也可以打开视频或图片。",
  },
  "camera-absent": {
    title: "未找到摄像头",
    help: "请接上摄像头后重试；也可以打开视频或图片。",
  },
  "camera-busy": { title: "摄像头正被占用", help: "请关闭占用摄像头的其他程序，然后重试。" },
  "camera-insecure": {
    title: "浏览器不允许本页面使用摄像头",
    help: "请通过 https 或在本机（localhost）打开页面。",
  },
  "camera-silent": {
    title: "摄像头没有图像",
    help: "请检查摄像头是否已打开，是否被其他程序占用。",
  },
  "camera-ended": { title: "摄像头已断开", help: "请重新接上，或选择其他来源。" },
  "file-empty": {
    title: "此文件为空",
    help: "文件大小为 0 字节。请重新复制或下载。",
  },
  "image-narrow": {
    title: "此图片容不下人脸",
    help: "其长边超过短边的 32 倍，照片不会是这样。请检查它是如何生成的。",
  },
  "image-huge": {
    title: "此图片对浏览器来说太大",
    help: "请将其缩小（例如 1 亿像素以内），或使用 vigil 命令分析。",
  },
  "file-unreadable": {
    title: "无法显示此文件",
    help: "浏览器无法读取其中的图片或视频。请使用 JPEG、PNG、WebP、MP4 或 WebM。",
  },
  "file-undecodable": {
    title: "此浏览器无法拆解该文件",
    help: "请直接播放，或转换为 MP4（H.264）或 WebM（VP8、VP9）。",
  },
  "analysis-failed": {
    title: "分析失败",
    help: "请重新打开来源。若再次失败，请在设置中更换引擎。",
  },
  "session-unreadable": {
    title: "这不是记录文件",
    help: "请选择从本页面下载或由 vigil 写出的 JSON Lines 文件。",
  },
};

export const zh: Text = {
  ...driver,
  ...views,
  problems,
  languageName: "中文",
  tagline: "数据不会离开本设备",
  skip: "跳到正文",
  tabs: {
    label: "视图",
    drive: "驾驶",
    maps: "热图",
    occlusion: "试试遮挡",
    sessions: "记录",
    engine: "运行详情",
  },
  engine: {
    loading: "正在加载网络…",
    failed: "网络加载失败",
    retry: "重试",
  },
  source: {
    label: "来源",
    camera: "摄像头",
    video: "视频",
    image: "图片",
    sample: "示例",
    why: "Vigil 需要摄像头来观察驾驶员的面部。画面只留在本设备上。",
    drop: "把图片或视频拖到这里，或粘贴图片",
    none: "请选择来源",
    which: "摄像头",
    anyCamera: "由浏览器选择",
  },
  player: {
    play: "播放",
    pause: "暂停",
    position: "视频位置",
    fullscreen: "全屏",
    slowed: "已放慢，以便分析足够多的帧",
    live: "实时",
    wholeFile: "分析每一帧",
    wholeFileWhy: "拆解文件，按各帧自己的时间尽快分析每一帧。若正在记录，则全部记录下来。",
    wholeFileRuns: "正在分析每一帧",
    wholeFileStop: "停止",
    breaksOff: (time) => `影片在 ${time} 处中断。现有部分已全部分析。`,
  },
  stage: {
    label: "分析的画面",
    describe: (faces, hidden) =>
      faces === 0 ? "未找到人脸。" : `${faces} 张人脸；68 个关键点中有 ${hidden} 个被遮挡。`,
    visible: "可见",
    hiddenByObject: "被物体遮挡",
    hiddenByFace: "被面部自身遮挡",
    noFace: "未找到人脸",
    analysing: "正在分析…",
  },
  still: {
    help: "判断状态需要时间：请打开视频或摄像头。",
    clear: "全部可见",
  },
  view: {
    degraded: "视野受限",
    part: (part, problem) => `${part}${problem}`,
    calibrating: "校准中",
    calibrated: "已按这位驾驶员校准",
    noImage: (seconds) => `已有 ${seconds} 秒没有新图像`,
  },
  gauges: {
    eyeClosure: "闭眼程度",
    perclos: (seconds) => `PERCLOS ${seconds < 120 ? `${seconds} 秒` : `${seconds / 60} 分钟`}`,
    blinkRate: "每分钟眨眼",
    mouth: "张嘴程度",
    score: "人脸得分",
    occluded: "被遮挡的关键点",
    leftEye: "左眼",
    rightEye: "右眼",
    unknown: "看不到",
    closed: "闭合",
    notYet: "尚不可知",
    of: (value, all) => `${value} / ${all}`,
  },
  head: {
    title: "头部",
    yaw: "偏航",
    pitch: "俯仰",
    roll: "翻滚",
    describe: (yaw, pitch, roll) => `偏航 ${yaw}°，俯仰 ${pitch}°，翻滚 ${roll}°`,
    none: "没有头部可显示",
  },
  cabin,
  timelines: {
    title: "时间线",
    eyeClosure: "闭眼程度",
    perclos: "PERCLOS",
    mouth: "张嘴程度",
    occluded: "被遮挡的关键点",
    events: "事件",
    noEvents: "暂无",
    lasting: "持续中",
    seconds: (count) => `${count} 秒`,
  },
  sound: { mute: "静音提醒", unmute: "打开提醒声音" },
  settings: {
    title: "设置",
    close: "关闭",
    language: "语言",
    auto: "自动",
    theme: "外观",
    light: "浅色",
    dark: "深色",
    backend: "引擎",
    fastest: "最快（实测）",
    wasm: "WebAssembly（处理器）",
    webgpu: "WebGPU（显卡）",
    network: "关键点网络",
    networks: { small: "最精确", nano: "最快" },
    mirror: "镜像显示摄像头",
    speed: "用于提醒的车速，km/h",
    speedUnknown: "未知",
    kept: "设置和驾驶员档案只保存在本设备上。",
    profile: "驾驶员档案",
    noProfile: "尚未学习",
    hasProfile: "已在校准时学习",
    deleteProfile: "删除档案",
    deleteAll: "删除全部保存的内容",
    deleted: "已删除。",
  },
};
