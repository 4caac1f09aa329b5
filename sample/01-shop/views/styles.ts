import { Markup } from './html.js';

export const STYLES = new Markup(`
:root { color-scheme: light; --ink: #1c2b24; --soft: #55655c; --line: #e2e6dd; --paper: #faf8f2; --card: #fff; --leaf: #2a6546; --leaf-dark: #1e4a33; --mist: #e3efe6; --sun: #b83d1b; --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", serif; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: var(--paper); }
a { color: inherit; text-underline-offset: .15em; }
:focus-visible { outline: 3px solid #3b6fd4; outline-offset: 2px; border-radius: 6px; }
.skip { position: absolute; left: -99rem; z-index: 3; background: #fff; padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: .5rem; }
.top { display: flex; gap: .5rem 2rem; align-items: center; padding: .8rem 2rem; background: #fffd; backdrop-filter: blur(8px); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 2; }
.brand { display: flex; gap: .5rem; align-items: center; font: 600 1.2rem var(--serif); text-decoration: none; white-space: nowrap; }
nav { display: flex; gap: 1.25rem; flex: 1; }
nav a { text-decoration: none; color: var(--soft); padding: .3rem 0; border-bottom: 2px solid transparent; }
nav a:hover, nav a[aria-current] { color: var(--ink); border-color: var(--leaf); }
.quiet, small { color: var(--soft); font-size: .86rem; }
.visitor { position: relative; }
.visitor b { font-weight: 600; }
.visitor summary { display: flex; gap: .5rem; align-items: center; cursor: pointer; list-style: none; padding: .3rem .9rem .3rem .8rem; border: 1px solid var(--line); border-radius: 99px; background: #fff; white-space: nowrap; }
.visitor summary:focus-visible { border-radius: 99px; }
.visitor summary::-webkit-details-marker { display: none; }
.visitor summary::after { content: ""; width: .45rem; height: .45rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(45deg) translate(-2px, -2px); }
.visitor summary:hover, .visitor[open] summary { border-color: var(--leaf); }
.menu { position: absolute; right: 0; margin-top: .5rem; padding: .5rem; width: 18rem; max-width: calc(100vw - 2rem); background: #fff; border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 16px 40px #1c2b2426; }
.menu p { margin: .2rem .7rem .4rem; font-size: .8rem; color: var(--soft); }
.menu ul { list-style: none; margin: 0; padding: 0; }
.menu a { display: flex; gap: .6rem; align-items: center; padding: .4rem .7rem; border-radius: 10px; text-decoration: none; }
.menu a:hover, .menu a[aria-current] { background: var(--mist); }
.menu a .quiet { margin-left: auto; }
.avatar { display: inline-grid; place-items: center; width: 1.7rem; height: 1.7rem; border-radius: 50%; font-size: .68rem; font-weight: 650; color: #fff; background: hsl(var(--hue, 150) 32% 32%); }
main { width: 100%; max-width: 74rem; margin: 0 auto; padding: 2.5rem 2rem 4rem; flex: 1; }
footer { text-align: center; color: var(--soft); font-size: .86rem; padding: 1.5rem; border-top: 1px solid var(--line); }
h1 { font: 600 2.5rem/1.15 var(--serif); margin: 0 0 .6rem; letter-spacing: -.015em; text-wrap: balance; }
h2 { font: 600 1.3rem/1.3 var(--serif); margin: 0; }
.lead { color: var(--soft); font-size: 1.08rem; max-width: 40rem; margin: 0 0 1.75rem; }
.lead b { color: var(--ink); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 1.25rem; }
.product { position: relative; background: var(--card); border: 1px solid var(--line); border-radius: 18px; overflow: hidden; display: flex; flex-direction: column; transition: transform .15s, box-shadow .15s; }
.product:hover, .product:focus-within { transform: translateY(-3px); box-shadow: 0 14px 30px #1c2b241a; }
.product h2 { font: inherit; font-size: 1.05rem; font-weight: 600; }
.product h2 a { text-decoration: none; }
.product h2 a::after { content: ""; position: absolute; inset: 0; border-radius: 18px; }
.product h2 a:focus-visible { outline: 0; }
.product h2 a:focus-visible::after { outline: 3px solid #3b6fd4; outline-offset: -3px; }
.product .text { padding: .9rem 1rem 1rem; display: flex; flex-direction: column; flex: 1; }
.product p { margin: .1rem 0 .8rem; font-size: .88rem; color: var(--soft); flex: 1; }
.picture { position: relative; display: grid; place-items: center; aspect-ratio: 4 / 3; overflow: hidden; background: radial-gradient(circle at 50% 45%, hsl(var(--hue) 65% 97%), hsl(var(--hue) 42% 86%)); }
.picture svg { width: 72%; stroke-linecap: round; stroke-linejoin: round; filter: drop-shadow(0 5px 4px #1c2b241f); }
.badge { position: absolute; top: .7rem; left: .7rem; background: var(--sun); color: #fff; font-size: .75rem; font-weight: 600; padding: .15rem .65rem; border-radius: 99px; }
.row { display: flex; align-items: center; justify-content: space-between; gap: .75rem; }
.price { font-weight: 650; font-variant-numeric: tabular-nums; }
button, .button { font: inherit; font-weight: 600; cursor: pointer; border: 0; border-radius: 99px; padding: .45rem 1.1rem; background: var(--leaf); color: #fff; text-decoration: none; display: inline-block; text-align: center; }
button:hover, .button:hover { background: var(--leaf-dark); }
button:focus-visible, .button:focus-visible { border-radius: 99px; }
.plain, .product .plain { background: var(--mist); color: var(--leaf-dark); }
.plain:hover, .product:hover .plain { background: #cfe3d5; }
.large { padding: .75rem 1.8rem; font-size: 1.05rem; }
.wide { width: 100%; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: center; margin: 0; }
.note { margin: 2.5rem 0 0; padding: .9rem 1.2rem; border: 1px dashed #c3cdbf; border-radius: 14px; color: var(--soft); font-size: .92rem; }
.note b { color: var(--ink); }
code { font: .88em ui-monospace, "Cascadia Code", Menlo, "Noto Sans Mono", monospace; background: #efede4; color: var(--ink); padding: .1rem .35rem; border-radius: 6px; overflow-wrap: anywhere; }
.product-page { display: grid; grid-template-columns: 1.1fr 1fr; gap: 3rem; align-items: center; }
.product-page .picture { border-radius: 24px; }
.crumbs { margin: 0 0 .75rem; color: var(--soft); font-size: .88rem; }
.big-price { font: 600 1.8rem var(--serif); margin: 0 0 1.25rem; }
.big-price small { font: .9rem system-ui, sans-serif; }
.promises { list-style: none; margin: 1.75rem 0 0; padding: 0; color: var(--soft); font-size: .92rem; }
.promises li::before { content: "✓"; color: var(--leaf); font-weight: 700; margin-right: .6rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 18px; padding: 1.4rem 1.5rem; margin-bottom: 1.25rem; min-width: 0; }
.card > h2 { margin-bottom: .75rem; }
.narrow { max-width: 32rem; margin: 1rem auto; padding: 2rem; }
.narrow h1 { font-size: 1.9rem; }
.centred { text-align: center; }
.centred .picture { border-radius: 14px; margin-bottom: 1.5rem; }
.express { border: 2px solid var(--leaf); }
.express h1 { margin: .75rem 0 1.25rem; }
.express > .quiet { text-align: center; margin: .8rem 0 0; }
.line { display: flex; gap: 1rem; align-items: center; padding: 1rem 0; border: solid var(--line); border-width: 1px 0; line-height: 1.35; }
.line > div:nth-child(2) { flex: 1; }
.line .picture { width: 5.5rem; border-radius: 10px; flex: none; }
.sums { display: grid; grid-template-columns: 1fr auto; gap: .3rem 1rem; margin: 1rem 0 1.5rem; }
.sums dd, .ledger dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.status { font: 600 4.5rem/1 var(--serif); color: #c9d8cc; margin: .5rem 0 1rem; }
.pill { display: inline-block; font-size: .78rem; font-weight: 600; padding: .1rem .65rem; border-radius: 99px; background: var(--mist); color: var(--leaf-dark); white-space: nowrap; }
.pill.off { background: #efebe2; color: #665c4c; }
.pill.bad { background: #fae3dc; color: #8f2d12; }
.lab-top { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: end; justify-content: space-between; margin-bottom: 1.5rem; }
.lab-top .lead { margin: 0; }
.lab-tools { display: flex; gap: 1rem; align-items: center; }
#link::before { content: ""; display: inline-block; width: .55rem; height: .55rem; border-radius: 50%; background: #b5803a; margin-right: .45rem; }
#link[data-link=live]::before { background: #2f9a5d; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0 1.25rem; align-items: start; }
.lab { display: grid; grid-template-columns: minmax(0, 2fr) minmax(15rem, 1fr); gap: 1.25rem; align-items: start; }
.scroll { overflow-x: auto; margin: 0 -.75rem; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th { text-align: left; font-size: .8rem; font-weight: 600; color: var(--soft); padding: .4rem .75rem; border-bottom: 1px solid var(--line); }
td { padding: .65rem .75rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
tr:last-child td { border: 0; }
.number { text-align: right; }
.yours td { background: #f2f8f3; }
.rate { width: 33%; min-width: 9rem; }
.rate b { font-size: 1.05rem; }
.meter { position: relative; height: .6rem; border-radius: 99px; background: #eef0ea; margin-top: .3rem; }
.meter i { position: absolute; inset: 0 auto 0 calc(var(--low) * 1%); width: calc((var(--high) - var(--low)) * 1%); border-radius: 99px; background: #b5d6c0; transition: left .4s, width .4s; }
.meter u { position: absolute; top: -.15rem; bottom: -.15rem; left: calc(var(--at) * 1%); width: .25rem; margin-left: -.125rem; border-radius: 2px; background: var(--leaf); transition: left .4s; }
.ledger { display: grid; grid-template-columns: 1fr auto; gap: .2rem 1rem; margin: 0; font-size: .93rem; }
.ledger .sum { border-bottom: 1px solid var(--line); padding-bottom: .35rem; margin-bottom: .2rem; font-weight: 600; }
.card > p:last-child { margin: .8rem 0 0; }
.problem { color: #8f2d12; font-size: .88rem; overflow-wrap: anywhere; }
.feed { list-style: none; margin: 0; padding: 0; font-size: .9rem; }
.feed li { padding: .35rem 0; border-bottom: 1px dashed var(--line); overflow-wrap: anywhere; }
.feed li:last-child { border: 0; }
@media (max-width: 56rem) { .lab, .product-page { grid-template-columns: minmax(0, 1fr); } .product-page { gap: 1.5rem; } .product-page .picture { aspect-ratio: 3 / 2; } }
@media (max-width: 40rem) {
  .top { flex-wrap: wrap; padding: .7rem 1rem; position: static; } nav { order: 3; flex-basis: 100%; } .visitor { margin-left: auto; } .visitor summary .quiet { display: none; }
  main { padding: 1.5rem 1rem 3rem; } h1 { font-size: 1.9rem; } .grid { grid-template-columns: 1fr 1fr; gap: .75rem; } .narrow { padding: 1.5rem 1.25rem; }
  .extra { display: none; } .rate { width: auto; min-width: 4.5rem; } .badge { font-size: .68rem; left: .4rem; } table { font-size: .9rem; } th { font-size: .72rem; } th, td { padding-left: .35rem; padding-right: .35rem; } .scroll { margin: 0 -.35rem; } .card { padding: 1.1rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`);
