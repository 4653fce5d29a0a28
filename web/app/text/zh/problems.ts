// 问题与处理办法。 Problems and what the user can do about them, in simplified Chinese.

import type { Text } from "../en.ts";

export const problems: Text["problems"] = {
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
  "camera-ended": { title: "摄像头已断开", help: "请重新接上，或选择其他来源。" },
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
