#include "engine/batch/review/page_parts.h"

namespace certphoto::review_page {

const char* const kStyle = R"css(
:root{color-scheme:light dark;--good:#1a7f37;--look:#b26a00;--bad:#cf222e;--line:#8884;--dim:#6e7781;--card:#8881;--mark:#0969da;--paper:#fff;--ground:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--good:#3fb950;--look:#d29922;--bad:#f85149;--dim:#8b949e;--mark:#58a6ff;--paper:#161b22;--ground:#0d1117}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--ground);font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
header,main{max-width:86rem;margin:0 auto;padding:.4rem 1.2rem}
.title{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline}
h1{font-size:1.5rem;margin:.3rem 0}h2{font-size:1.05rem;margin:.2rem 0 .6rem}
.grow{flex:1}
button,select,input{font:inherit;padding:.25rem .65rem;border:1px solid var(--line);border-radius:.4rem;background:var(--paper);color:inherit}
button{cursor:pointer}button:hover:not(:disabled){border-color:var(--mark)}
button[aria-pressed=true]{border-color:var(--mark);box-shadow:inset 0 0 0 1px var(--mark)}
button:disabled{opacity:.45;cursor:default}
:focus-visible{outline:2px solid var(--mark);outline-offset:1px}
#langs button{padding:.1rem .5rem}
#chips,#kinds{display:flex;flex-wrap:wrap;gap:.45rem;margin:.5rem 0}
#chips button,#kinds button{display:flex;gap:.5rem;align-items:baseline;border-left:4px solid var(--edge,var(--dim))}
#chips b{font-size:1.25rem}
#plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:.8rem}
#plots figure{margin:0;padding:.6rem .8rem;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}
#plots figcaption{font-weight:600;margin-bottom:.3rem}
#plots svg{width:100%;max-height:12rem;display:block}
#plots text{font-size:12px;fill:currentColor}.bar{fill:var(--edge,var(--mark))}.hit{fill:none;pointer-events:all}
#plots g.row{cursor:pointer}#plots g.row:hover text{text-decoration:underline}
.axis{stroke:var(--dim)}.limit{stroke:var(--bad);stroke-dasharray:4 3}
.accepted{--edge:var(--good)}.review{--edge:var(--look)}.rejected,.failed,.poison,.recapture,.disputed,.missing{--edge:var(--bad)}
#bar{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--line);padding:.5rem 0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
#rule{max-width:13rem}#sort{max-width:11rem}#find{width:12rem}#where{white-space:nowrap}
#save:not(:disabled){background:var(--mark);color:#fff;border-color:var(--mark)}
article{background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--edge,var(--dim));border-radius:.5rem;padding:.7rem .9rem;margin:.7rem 0;display:flex;gap:1rem;flex-wrap:wrap;scroll-margin-top:4rem}
article.here{box-shadow:0 0 0 2px var(--mark)}
article figure{margin:0}
article figure div{position:relative;line-height:0;width:max-content;min-width:3rem;height:17rem;background:var(--card);border-radius:4px;overflow:hidden;cursor:zoom-in}
article.accepted figure div{height:10rem}
article figure img{height:100%;width:auto}
article figure svg,#large svg{position:absolute;inset:0;width:100%;height:100%}
polygon{fill:none;stroke:#ff2d3a;stroke-width:2;vector-effect:non-scaling-stroke}polygon.look{stroke:#ffb000}
figcaption,small,.dim{color:var(--dim)}
.text{flex:1 1 24rem;min-width:0}
.head{display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:baseline}.head b{font-size:1.1rem;white-space:pre}
.badge{color:#fff;background:var(--edge);border-radius:1rem;padding:0 .6rem;font-size:.85rem}
.wait{color:var(--bad);font-weight:600}.none{text-align:center;padding:2rem}
ul{list-style:none;margin:.5rem 0;padding:0}li{margin:.35rem 0;padding-left:.7rem;border-left:3px solid var(--bad);display:flex;flex-wrap:wrap;gap:0 .7rem}li.look{border-color:var(--look)}
.do{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:.5rem 0}
.set{font-weight:600;color:var(--mark)}.undo{border:0;padding:0 .3rem;color:var(--mark);background:none}
table{border-collapse:collapse;font-size:.88rem}td,th{padding:.15rem .9rem .15rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr.fail td:first-child{color:var(--bad)}tr.review td:first-child{color:var(--look)}
details{margin:.4rem 0}summary{cursor:pointer;color:var(--dim)}header>details>summary{font-weight:600;color:inherit}
#table{overflow-x:auto}
dialog{border:1px solid var(--line);border-radius:.6rem;background:var(--paper);color:inherit;max-width:36rem}
dialog::backdrop{background:#0009}
#why button{display:flex;gap:.6rem;width:100%;text-align:left;margin:.25rem 0}#why button.found{border-left:4px solid var(--bad)}kbd{align-self:start}
#note{width:100%}
#large{max-width:none;max-height:none;padding:.6rem;text-align:center;cursor:zoom-out}
#large div{position:relative;display:inline-block;line-height:0}#large img{height:82vh;max-width:92vw;width:auto}#large p{margin:.4rem 0 0}
kbd{border:1px solid var(--line);border-radius:4px;padding:0 .35rem;font-size:.85em;background:var(--card)}
@media print{#bar,.do,#langs{display:none}body{background:none}article{break-inside:avoid}}
)css";

// A span with data-zh and data-en gets its words from the program.
const char* const kBody = R"html(
<header>
<div class="title"><h1 id="title"></h1><span class="dim" id="sub"></span><span class="grow"></span>
<span id="langs" role="group" aria-label="language"><button value="both">中 / EN</button> <button value="zh">中文</button> <button value="en">English</button></span></div>
<div id="chips" role="group" aria-label="standing"></div>
<details open><summary data-zh="统计" data-en="Overview"></summary><div id="plots"></div></details>
<details id="exceptions"><summary></summary><div id="kinds" role="group" aria-label="kind"></div><div id="table"></div></details>
</header>
<main>
<div id="bar">
<select id="rule" aria-label="reason"></select>
<input id="find" type="search" aria-label="candidate">
<select id="sort" aria-label="order"><option value="row" data-zh="按名单" data-en="by row"></option><option value="waits" data-zh="等待最久" data-en="longest waiting"></option><option value="similarity" data-zh="相似度最低" data-en="least alike"></option><option value="time" data-zh="耗时最长" data-en="slowest"></option></select>
<label><input id="open" type="checkbox"> <span data-zh="只看未决定" data-en="undecided only"></span></label>
<span><button id="prev" aria-label="previous page">‹</button> <span id="where"></span> <button id="next" aria-label="next page">›</button></span>
<select id="size" aria-label="per page"><option>10</option><option selected>20</option><option>50</option><option>100</option></select>
<span class="grow"></span>
<span id="made"></span>
<button id="save" data-zh="保存决定" data-en="Save decisions"></button>
<button id="keys" aria-label="keys">?</button>
</div>
<div id="list"></div>
</main>
<dialog id="why"><form method="dialog"><h2></h2><div></div><p><input id="note" maxlength="500"></p><button value="" data-zh="取消" data-en="Cancel"></button></form></dialog>
<dialog id="large"><div></div><p></p></dialog>
<dialog id="help"><form method="dialog"><h2 data-zh="按键" data-en="Keys"></h2><table>
<tr><td><kbd>j</kbd> <kbd>k</kbd></td><td data-zh="下一张，上一张" data-en="next, previous"></td></tr>
<tr><td><kbd>a</kbd> <kbd>r</kbd> <kbd>c</kbd></td><td data-zh="合格，不合格，重新采集（数字选原因）" data-en="accept, reject, recapture (a digit takes the reason)"></td></tr>
<tr><td><kbd>u</kbd></td><td data-zh="撤销" data-en="undo"></td></tr>
<tr><td><kbd>z</kbd> <kbd>d</kbd></td><td data-zh="放大；原片与成品" data-en="enlarge; photo or finished"></td></tr>
<tr><td><kbd>n</kbd> <kbd>p</kbd></td><td data-zh="翻页" data-en="next, previous page"></td></tr>
<tr><td><kbd>/</kbd> <kbd>s</kbd></td><td data-zh="查找，保存" data-en="find, save"></td></tr>
</table><p><button value="" data-zh="关闭" data-en="Close"></button></p></form></dialog>
)html";

}  // namespace certphoto::review_page
