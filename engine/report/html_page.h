// The fixed parts of the HTML report. For html_report.cpp only.
#ifndef CERTPHOTO_ENGINE_REPORT_HTML_PAGE_H
#define CERTPHOTO_ENGINE_REPORT_HTML_PAGE_H

namespace certphoto::html {

// The policy forbids everything but the page's own style and pictures: even a text that slipped through the
// escaping could neither run nor fetch anything. Filters are radio buttons that the style reads.
inline constexpr auto kStyle = R"(
:root{color-scheme:light dark;--good:#1a7f37;--look:#9a6700;--bad:#cf222e;--line:#8884;--dim:#777;--card:#8881}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:80rem;display:flex;flex-wrap:wrap;align-items:baseline;gap:.5rem;
 font:15px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif}
h1{flex:100%;order:-3;margin:0;font-size:1.5rem}
.counts{flex:100%;order:-2;margin:0 0 .5rem;display:flex;gap:1.5rem;flex-wrap:wrap}
.counts b{font-size:1.6rem;margin-right:.3rem}
body>input{position:absolute;opacity:0}
body>label{order:-1;padding:.2rem .8rem;border:1px solid var(--line);border-radius:1rem;cursor:pointer;margin-bottom:.5rem}
body>input:checked+label{background:var(--card);font-weight:600}
body>input:focus-visible+label{outline:2px solid}
#accepted:checked~article:not(.accepted),#review:checked~article:not(.review),
#rejected:checked~article:not(.rejected),#failed:checked~article:not(.failed){display:none}
article{flex:100%;min-width:0;border:1px solid var(--line);border-left:5px solid var(--edge);border-radius:6px;padding:.8rem 1rem;
 display:flex;gap:1.2rem;flex-wrap:wrap;content-visibility:auto;contain-intrinsic-size:auto 17rem}
article.accepted{--edge:var(--good)}article.review{--edge:var(--look)}
article.rejected,article.failed{--edge:var(--bad)}
figure{margin:0;position:relative}
figure div{position:relative;display:inline-block;line-height:0}
figure img{height:15rem;width:auto;max-width:100%;border-radius:3px}
figure svg{position:absolute;inset:0;width:100%;height:100%}
figure polygon{fill:none;stroke:var(--bad);stroke-width:2;vector-effect:non-scaling-stroke}
figure polygon.review{stroke:#e5a50a}
figcaption{color:var(--dim);font-size:.85rem}
.text{flex:1 1 24rem;min-width:0}
h2{font-size:1.05rem;margin:0 0 .4rem;overflow-wrap:anywhere}
.badge{color:var(--edge);margin-left:.6rem;white-space:nowrap}
ul{margin:.3rem 0 .6rem;padding:0;list-style:none}
li{margin:.35rem 0;padding-left:.8rem;border-left:3px solid var(--bad)}
li.review{border-color:#e5a50a}
li small,.en{color:var(--dim)}
.advice{display:block}
.advice::before{content:"→ "}
summary{cursor:pointer;color:var(--dim)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.88rem;margin:.4rem 0}
td,th{padding:.15rem .8rem .15rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
td.fail{color:var(--bad)}td.review,td.inconclusive{color:var(--look)}td.pass{color:var(--good)}
td.number{text-align:right}
@media print{body>label{display:none}article{break-inside:avoid}}
)";

inline constexpr auto kFilters =
    R"(<input type="radio" name="show" id="all" checked><label for="all">全部 All</label>
<input type="radio" name="show" id="rejected"><label for="rejected">不合格 Rejected</label>
<input type="radio" name="show" id="review"><label for="review">需人工复核 For review</label>
<input type="radio" name="show" id="failed"><label for="failed">处理失败 Failed</label>
<input type="radio" name="show" id="accepted"><label for="accepted">合格 Accepted</label>
)";

}  // namespace certphoto::html

#endif
