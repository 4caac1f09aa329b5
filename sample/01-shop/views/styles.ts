import { Markup } from './html.js';

export const STYLES = new Markup(`
:root { --ink: #1d2b24; --soft: #5d6f65; --line: #e3e8e1; --paper: #fbfaf6; --leaf: #2f6b4a; --leaf-soft: #e4f0e7; --sun: #e4572e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: var(--paper); }
a { color: inherit; }
.bar { display: flex; gap: 2rem; align-items: center; padding: 1rem 2rem; background: #fff; border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 2; }
.brand { font: 600 1.25rem Georgia, "Noto Serif", serif; text-decoration: none; }
nav { display: flex; gap: 1.25rem; flex: 1; }
nav a { text-decoration: none; color: var(--soft); padding: .25rem 0; border-bottom: 2px solid transparent; }
nav a[aria-current] { color: var(--ink); border-color: var(--leaf); }
.visitor { position: relative; }
.visitor summary { cursor: pointer; list-style: none; padding: .4rem .9rem; border: 1px solid var(--line); border-radius: 99px; background: var(--paper); }
.visitor summary::-webkit-details-marker { display: none; }
.visitor ul { position: absolute; right: 0; margin: .5rem 0 0; padding: .4rem; list-style: none; width: 15rem; background: #fff; border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 12px 32px #1d2b2422; }
.visitor li a { display: block; padding: .45rem .8rem; border-radius: 9px; text-decoration: none; }
.visitor li a:hover, .visitor li a[aria-current] { background: var(--leaf-soft); }
small { color: var(--soft); }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem 2rem 4rem; }
footer { text-align: center; color: var(--soft); font-size: .85rem; padding: 2rem; border-top: 1px solid var(--line); }
h1 { font: 600 2.4rem/1.15 Georgia, "Noto Serif", serif; margin: 0 0 .5rem; letter-spacing: -.02em; }
h2 { font: 600 1.35rem Georgia, "Noto Serif", serif; margin: 0 0 1rem; }
.lead { color: var(--soft); max-width: 42rem; margin: 0 0 2rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 1.25rem; }
.product { position: relative; background: #fff; border: 1px solid var(--line); border-radius: 18px; overflow: hidden; display: flex; flex-direction: column; transition: transform .15s, box-shadow .15s; }
.product:hover { transform: translateY(-3px); box-shadow: 0 14px 30px #1d2b2418; }
.picture { aspect-ratio: 4 / 3; display: grid; place-items: center; font-size: 3.6rem; background: linear-gradient(145deg, hsl(var(--hue) 60% 94%), hsl(var(--hue) 55% 84%)); }
.product div.text { padding: .9rem 1rem 1rem; display: flex; flex-direction: column; flex: 1; }
.product h3 { margin: 0; font-size: 1rem; }
.product p { margin: .1rem 0 .8rem; font-size: .85rem; color: var(--soft); flex: 1; }
.row { display: flex; align-items: center; justify-content: space-between; gap: .75rem; }
.price { font-weight: 650; }
.badge { position: absolute; top: .7rem; left: .7rem; background: var(--sun); color: #fff; font-size: .72rem; font-weight: 650; padding: .2rem .6rem; border-radius: 99px; }
button, .button { font: inherit; font-weight: 600; cursor: pointer; border: 0; border-radius: 99px; padding: .45rem 1rem; background: var(--leaf); color: #fff; text-decoration: none; display: inline-block; }
button:hover, .button:hover { background: #245239; }
.button.plain { background: var(--leaf-soft); color: var(--leaf); }
.card { background: #fff; border: 1px solid var(--line); border-radius: 18px; padding: 1.5rem; margin-bottom: 1.25rem; }
.narrow { max-width: 32rem; margin: 2rem auto; text-align: center; }
.narrow .picture { border-radius: 14px; margin-bottom: 1.25rem; }
.express { border: 2px solid var(--leaf); }
.pill { display: inline-block; font-size: .78rem; font-weight: 600; padding: .15rem .7rem; border-radius: 99px; background: var(--leaf-soft); color: var(--leaf); }
.pill.off { background: #eee9e1; color: #7a6f60; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: .78rem; font-weight: 600; color: var(--soft); padding: .4rem .75rem; border-bottom: 1px solid var(--line); }
td { padding: .6rem .75rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
tr:last-child td { border: 0; }
td.number, th.number { text-align: right; }
.bar-cell { width: 32%; }
.meter { height: .6rem; border-radius: 99px; background: var(--leaf-soft); overflow: hidden; }
.meter i { display: block; height: 100%; border-radius: 99px; background: var(--leaf); transition: width .4s; }
.yours td { background: #f4f9f5; }
.two { display: grid; grid-template-columns: 2fr 1fr; gap: 1.25rem; align-items: start; }
.ledger { display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; margin: 0; font-size: .92rem; }
.ledger dd { margin: 0; font-variant-numeric: tabular-nums; text-align: right; font-weight: 600; }
code { font: .88em ui-monospace, "Cascadia Code", Menlo, "Noto Sans Mono", monospace; background: #f0efe8; padding: .1rem .35rem; border-radius: 6px; }
.feed { list-style: none; margin: 0; padding: 0; font-size: .88rem; }
.feed li { padding: .35rem 0; border-bottom: 1px dashed var(--line); }
.feed li:last-child { border: 0; }
@media (max-width: 52rem) { .two { grid-template-columns: 1fr; } .bar { flex-wrap: wrap; gap: .75rem 1.25rem; padding: .8rem 1rem; } main { padding: 1.5rem 1rem 3rem; } h1 { font-size: 1.8rem; } }
`);
