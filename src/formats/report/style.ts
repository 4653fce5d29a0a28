// The report's style sheet: light and dark, wide, narrow and printed. Colours are Okabe and Ito's, distinct with every kind of colour vision.

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f4f6f8; --text: #17202a; --faint: #56636f; --edge: #d5dbe1;
  --line: #0072b2; --cursor: #17202a; --unknown: #d9dee3; --degraded: #cc79a7; --grave: #d55e00;
  --g0: #8794a0; --g1: #0072b2; --g2: #e69f00; --g3: #d55e00; --label: 11rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161b; --panel: #1a2128; --text: #e6ebf0; --faint: #9fabb7; --edge: #303a44;
    --line: #56b4e9; --cursor: #ffffff; --unknown: #37424d; --degraded: #cc79a7; --grave: #ff7a2f;
    --g0: #7b8894; --g1: #56b4e9; --g2: #f0b429; --g3: #ff6a2b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .6rem; }
p { margin: .4rem 0; max-width: 48rem; }
.kicker { color: var(--faint); margin: 0 0 .2rem; }
.notice { border-left: 4px solid var(--g2); padding: .3rem .8rem; background: var(--panel); margin: 1rem 0; max-width: none; }
.notice.stopped { border-color: var(--g3); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .6rem; padding: 0; margin: 1rem 0; list-style: none; }
.tiles li { background: var(--panel); border-radius: .5rem; padding: .6rem .8rem; }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.25; }
.tiles span, small, .none { color: var(--faint); font-size: .85rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: .6rem 0; font-size: .92rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--edge); border-radius: .4rem; padding: .15rem .6rem; cursor: pointer; }
button:disabled { color: var(--faint); cursor: default; }
button:hover:enabled { border-color: var(--line); }
:focus-visible { outline: 2px solid var(--line); outline-offset: 2px; }
summary { cursor: pointer; padding: .4rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--faint); font-size: .85rem; margin: .4rem 0 .6rem; max-width: none; }
.legend i { display: inline-block; width: 1.1em; height: .8em; margin-right: .4em; vertical-align: -.05em; border-radius: 2px; }
.bar { position: sticky; top: 0; z-index: 2; background: var(--ground); padding-top: .4rem; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; min-height: 2.2rem; }
.tools .at { margin-left: auto; text-align: right; color: var(--faint); font-size: .92rem; }
.at b { color: var(--text); }
.axis { position: relative; height: 1.6rem; margin-left: var(--label); border-bottom: 1px solid var(--edge); color: var(--faint); font-size: .8rem; overflow: hidden; }
.axis span { position: absolute; bottom: 0; padding-left: .25rem; border-left: 1px solid var(--edge); white-space: nowrap; }
.rows { touch-action: pan-y; cursor: crosshair; user-select: none; -webkit-user-select: none; }
.row { display: grid; grid-template-columns: var(--label) 1fr; align-items: center; border-bottom: 1px solid var(--edge); break-inside: avoid; }
.name { position: relative; align-self: stretch; justify-content: center; font-size: .88rem; line-height: 1.3; padding-right: 3.2rem; display: flex; flex-direction: column; }
.lane .name { color: var(--faint); }
.name output { font-weight: 650; min-height: 1.45em; }
.plot { position: relative; overflow: hidden; }
.lane .plot { padding: 3px 0; } .measure .plot { padding: 6px 0; }
.plot svg { display: block; width: 100%; } .lane svg { height: 20px; } .measure svg { height: 72px; overflow: visible; }
.scale { position: absolute; inset: 6px .6rem 6px auto; display: flex; flex-direction: column; justify-content: space-between; text-align: right; font-size: .7rem; line-height: 1; color: var(--faint); pointer-events: none; }
.drawn svg { visibility: hidden; }
.plot .uplot { position: absolute; inset: 0; font: inherit; }
.u-hz .u-cursor-x { top: -6px; height: calc(100% + 12px); border-right: 1px solid var(--cursor); }
.u-select { background: var(--line); opacity: .22; }
path { vector-effect: non-scaling-stroke; }
.line { fill: none; stroke: var(--line); stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
.range { fill: none; stroke: var(--line); stroke-width: 1.5; opacity: .38; }
.guide { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; opacity: .7; }
.unknown { fill: var(--unknown); } .degraded { fill: var(--degraded); opacity: .28; } .grave { fill: var(--grave); opacity: .25; }
.severity0 { fill: var(--g0); background: var(--g0); } .severity1 { fill: var(--g1); background: var(--g1); }
.severity2 { fill: var(--g2); background: var(--g2); } .severity3 { fill: var(--g3); background: var(--g3); }
.event:not(.severity0) { stroke: var(--ground); stroke-width: 1; }
table { border-collapse: collapse; font-size: .92rem; }
th { text-align: left; font-weight: 600; color: var(--faint); }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--edge); vertical-align: middle; }
.events { width: 100%; } .events img { display: block; width: 120px; height: 90px; object-fit: cover; border-radius: .3rem; background: var(--panel); }
.events tr { break-inside: avoid; scroll-margin-top: 7rem; } .events .kind { font-weight: 650; }
.events .kind, .events .sure, .events .length { white-space: nowrap; }
.events .more span { display: block; overflow-wrap: anywhere; }
.mark { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .5em; }
tr.chosen { background: var(--panel); box-shadow: inset 4px 0 0 var(--line); } tr.chosen td:first-child { padding-left: .7rem; }
.blinks { columns: 9rem; padding: 0; list-style: none; font-size: .88rem; }
.wide { overflow-x: auto; } .numbers { white-space: nowrap; font-size: .85rem; }
footer { margin-top: 3rem; color: var(--faint); font-size: .88rem; }
@media (max-width: 44rem) {
  :root { --label: 0rem; }
  main { padding: 1rem .9rem 3rem; }
  .row { grid-template-columns: 1fr; padding-top: .3rem; }
  .name { flex-direction: row; justify-content: space-between; padding: 0; } .scale { inset: auto auto -74px 3px; height: 66px; text-align: left; z-index: 1; } .name output { min-height: 0; }
  .tools .at { flex-basis: 100%; margin: 0; text-align: left; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .35rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .events thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .events, .events tbody { display: block; }
  .events tr { display: grid; grid-template-columns: 130px 1fr; column-gap: .8rem; padding: .6rem 0; border-bottom: 1px solid var(--edge); }
  .events td { border: 0; padding: 0; } .events .image { grid-row: 1 / span 6; } .events .more { grid-column: 2; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --panel: #f4f6f8; --text: #000; --faint: #444; --edge: #ccc; --line: #0072b2; --unknown: #d9dee3; --g0: #8794a0; --g1: #0072b2; --g2: #e69f00; --g3: #d55e00; --grave: #d55e00; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; } .bar { position: static; } .tools, .hint { display: none; }
}
`;
