#include "engine/batch/review/page_parts.h"

namespace certphoto::review_page {

const char* const kStyle = R"css(
:root{color-scheme:light dark;--good:#1a7f37;--look:#9a6700;--bad:#cf222e;--line:#8885;--dim:#777;--card:#8881;--mark:#0969da}
*{box-sizing:border-box}
body{margin:0;font:14px/1.45 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
header,main,footer{max-width:84rem;margin:0 auto;padding:.6rem 1.2rem}
h1{font-size:1.35rem;margin:.2rem 0}h2{font-size:1rem;margin:.8rem 0 .3rem}
button,select,input{font:inherit;padding:.25rem .6rem;border:1px solid var(--line);border-radius:.4rem;background:var(--card);color:inherit}
button{cursor:pointer}button[aria-pressed=true]{outline:2px solid var(--mark)}
button:disabled{opacity:.45;cursor:default}
#chips{display:flex;flex-wrap:wrap;gap:.4rem;margin:.4rem 0}
#chips b{margin-left:.35rem}
#plots{display:flex;flex-wrap:wrap;gap:1.4rem}
#plots figure{margin:0}#plots figcaption{font-weight:600;margin-bottom:.2rem}
#plots svg text{font-size:11px;fill:currentColor}#plots rect{fill:var(--mark);opacity:.75}
#plots g.row{cursor:pointer}
#bar{position:sticky;top:0;z-index:2;background:Canvas;border-bottom:1px solid var(--line);padding:.45rem 0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
#bar .grow{flex:1}
article{border:1px solid var(--line);border-left:5px solid var(--edge);border-radius:6px;padding:.6rem .8rem;margin:.6rem 0;display:flex;gap:1rem;flex-wrap:wrap}
article{--edge:var(--dim)}
article.accepted{--edge:var(--good)}article.review{--edge:var(--look)}article.rejected,article.failed,article.poison,article.recapture,article.disputed{--edge:var(--bad)}
article.here{box-shadow:0 0 0 2px var(--mark)}
article figure{margin:0}
article figure div{position:relative;line-height:0;min-width:8rem;min-height:12rem;background:var(--card);border-radius:3px}
article figure img{height:15rem;width:auto;border-radius:3px}
article figure svg{position:absolute;inset:0;width:100%;height:100%}
polygon{fill:none;stroke:var(--bad);stroke-width:2;vector-effect:non-scaling-stroke}polygon.look{stroke:#e5a50a}
figcaption,small,.dim{color:var(--dim)}
.text{flex:1 1 24rem;min-width:0}
.head{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline}.head b{font-size:1.05rem}
.badge{color:var(--edge);font-weight:600}.wait{color:var(--bad)}
ul{list-style:none;margin:.35rem 0;padding:0}li{margin:.3rem 0;padding-left:.7rem;border-left:3px solid var(--bad)}li.look{border-color:#e5a50a}
.do{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:.4rem 0}
.do .set{font-weight:600;color:var(--mark)}
table{border-collapse:collapse;font-size:.85rem}td,th{padding:.12rem .8rem .12rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
details{margin:.3rem 0}summary{cursor:pointer;color:var(--dim)}
dialog{max-width:34rem;border:1px solid var(--line);border-radius:8px}
dialog button{display:block;width:100%;text-align:left;margin:.2rem 0}
dialog input{width:100%}
kbd{border:1px solid var(--line);border-radius:4px;padding:0 .3rem;font-size:.85em}
)css";

const char* const kBody = R"html(
<header>
<h1 id="title"></h1>
<p class="dim" id="sub"></p>
<div id="chips" role="group" aria-label="filter by standing"></div>
<details open><summary>统计 Overview</summary><div id="plots"></div></details>
<details id="exceptions"><summary></summary><div></div></details>
</header>
<main>
<div id="bar">
<select id="rule" aria-label="rule"></select>
<input id="find" type="search" placeholder="考生 / 行 candidate, row, file" aria-label="find">
<button id="prev">‹</button><span id="where"></span><button id="next">›</button>
<select id="size" aria-label="per page"><option>10</option><option selected>20</option><option>50</option><option>100</option></select>
<span class="grow"></span>
<span id="made"></span>
<button id="save">保存决定 Save decisions</button>
<span class="dim"><kbd>j</kbd><kbd>k</kbd> <kbd>a</kbd> 合格 <kbd>r</kbd> 不合格 <kbd>c</kbd> 重采 <kbd>u</kbd> 撤销 <kbd>n</kbd><kbd>p</kbd> 翻页 <kbd>s</kbd> 保存</span>
</div>
<div id="list"></div>
</main>
<dialog id="why"><form method="dialog"><h2></h2><div></div>
<p><input id="note" maxlength="500" placeholder="备注 note (Enter: other reason)"></p><button value="">取消 Cancel</button></form></dialog>
)html";

}  // namespace certphoto::review_page
