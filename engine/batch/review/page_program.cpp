#include "engine/batch/review/page_parts.h"

namespace certphoto::review_page {

// Text goes into the page by textContent alone: nothing a roster or a file name says can become markup. It
// runs before the items' blocks have been read: the page is usable while the rest of the file still comes in.
const char* const kProgram = R"js(
'use strict';
const D=JSON.parse(document.getElementById('data').textContent);
const $=id=>document.getElementById(id);
const fillIn=(e,props)=>{for(const k in props||{}){if(k==='text')e.textContent=props[k];else if(k.startsWith('on'))e.addEventListener(k.slice(2),props[k]);else e.setAttribute(k,props[k]);}return e;};
const el=(tag,props,...kids)=>{const e=fillIn(document.createElement(tag),props);e.append(...kids);return e;};
const svg=(tag,props,...kids)=>{const e=fillIn(document.createElementNS('http://www.w3.org/2000/svg',tag),props);e.append(...kids);return e;};
const KEYS=['id','row','number','name','photo','standing','rules','decision','locked','ms','similarity','waits','error','notes'];
const I=D.items.map((a,n)=>{const i={n};KEYS.forEach((k,x)=>i[k]=a[x]);return i;});
const STORE='certphoto-decisions-'+D.job+'-'+D.made;
let made={},saved=false,lang='both';
try{const s=JSON.parse(localStorage.getItem(STORE))||{};made=s.made||{};saved=!!s.saved;lang=localStorage.getItem('certphoto-lang')||'both';}catch{}
const state={standing:'',rule:-1,find:'',sort:'row',page:0,size:20,at:0};
let shown=[],view=[],kind='';
const details=new Map(),waiting=new Set();

// ---- words
const T=(zh,en)=>lang==='zh'?zh:lang==='en'?en:zh===en?zh:zh+' '+en;
const standingText=s=>D.standings[s]?T(...D.standings[s]):s;
const ruleText=n=>T(D.rules[n].zh,D.rules[n].en);
const ACTIONS={accept:['合格','Accept'],reject:['不合格','Reject'],recapture:['重新采集','Recapture']};
function words(){
  document.documentElement.lang=lang==='en'?'en':'zh';document.documentElement.dataset.lang=lang;
  for(const e of document.querySelectorAll('[data-zh]'))e.textContent=T(e.dataset.zh,e.dataset.en);
  $('find').placeholder=T('考号、姓名、行号、文件','number, name, row or file');
  for(const b of $('langs').children)b.setAttribute('aria-pressed',String(b.value===lang));
}
function speak(to){lang=to;try{localStorage.setItem('certphoto-lang',to);}catch{}words();overview();filter(true);}

// ---- overview
function tally(of){const c={};for(const i of I)for(const k of of(i))c[k]=(c[k]||0)+1;return c;}
function chips(){
  const counts=tally(i=>[i.standing]),all=[['',I.length,T('全部照片','All photos')]];
  for(const s in D.standings)if(counts[s])all.push([s,counts[s],standingText(s)]);
  $('chips').replaceChildren(...all.map(([s,n,t])=>el('button',{'data-standing':s,class:s,'aria-pressed':String(state.standing===s),onclick:()=>choose({standing:s})},el('b',{text:String(n)}),t)));
  if(D.missing)$('chips').append(el('button',{class:'missing','data-missing':'1',onclick:()=>{kind='missing';$('exceptions').open=true;exceptions();$('exceptions').scrollIntoView({block:'start'});}},el('b',{text:String(D.missing)}),standingText('missing')));
}
// Chinese characters are two wide.
function shorten(text,width){let w=0,n=0;for(const c of text){w+=c>'\u2e7f'?2:1;if(w>width)return text.slice(0,n)+'…';n+=c.length;}return text;}
function bars(title,rows,onclick){
  const max=Math.max(1,...rows.map(r=>r[1])),h=22,s=svg('svg',{viewBox:'0 0 400 '+h*rows.length,role:'img','aria-label':title});
  rows.forEach(([name,n,tag,cls],k)=>{const w=Math.max(2,150*n/max),short=shorten(name,27);
    s.append(svg('g',{class:'row',tabindex:'0',role:'button',onclick:()=>onclick(tag),onkeydown:e=>{if(e.key==='Enter')onclick(tag);}},svg('title',{text:name+': '+n}),svg('rect',{class:'hit',x:0,y:h*k,width:400,height:h}),
      svg('text',{x:195,y:h*k+15,'text-anchor':'end',text:short}),svg('rect',{class:'bar '+(cls||''),x:202,y:h*k+4,width:w,height:h-8,rx:2}),svg('text',{x:207+w,y:h*k+15,text:String(n)})));});
  return el('figure',{},el('figcaption',{text:title}),s);
}
function histogram(title,values,from,to,unit,lines){
  const bins=30,n=new Array(bins).fill(0);for(const v of values)n[Math.min(bins-1,Math.max(0,Math.floor((v-from)/(to-from)*bins)))]++;
  const max=Math.max(1,...n),s=svg('svg',{viewBox:'0 0 400 132',role:'img','aria-label':title}),x=v=>10+380*(v-from)/(to-from);
  n.forEach((c,k)=>{if(c)s.append(svg('rect',{class:'bar',x:10+k*380/bins,y:108-96*c/max,width:380/bins-1,height:96*c/max},svg('title',{text:String(c)})));});
  s.append(svg('line',{class:'axis',x1:10,x2:390,y1:108.5,y2:108.5}));
  for(let k=0;k<=4;k++){const v=from+(to-from)*k/4;s.append(svg('text',{x:x(v),y:124,'text-anchor':k===0?'start':k===4?'end':'middle',text:(to-from>8?Math.round(v):v.toFixed(2))+(k===4?' '+unit:'')}));}
  for(const v of lines||[])if(v>from&&v<to)s.append(svg('line',{class:'limit',x1:x(v),x2:x(v),y1:8,y2:108},svg('title',{text:String(v)})));
  return el('figure',{},el('figcaption',{text:title+' ('+values.length+')'}),s);
}
function overview(){
  chips();
  const out=[],standings=tally(i=>[i.standing]),reasons=tally(i=>i.rules);
  out.push(bars(T('结果','Outcomes'),Object.keys(D.standings).filter(s=>standings[s]).map(s=>[standingText(s),standings[s],s,s]),s=>choose({standing:s})));
  const top=Object.entries(reasons).sort((a,b)=>b[1]-a[1]).slice(0,8);
  if(top.length)out.push(bars(T('原因','Reasons'),top.map(([r,n])=>[ruleText(r),n,+r]),r=>choose({rule:r})));
  const sim=I.map(i=>i.similarity).filter(v=>v!==null);
  if(sim.length)out.push(histogram(T('与身份证照片的相似度','Similarity to the identity card'),sim,Math.min(0,...sim),1,'',D.limits));
  const ms=I.map(i=>i.ms).filter(v=>v>0).sort((a,b)=>a-b);
  if(ms.length)out.push(histogram(T('每张耗时','Time per photo'),ms,0,Math.max(1,Math.ceil(ms[Math.floor(ms.length*.99)])),'ms'));
  $('plots').replaceChildren(...out);
  $('rule').replaceChildren(el('option',{value:-1,text:T('全部原因','All reasons')}),...Object.keys(reasons).map(Number).sort((a,b)=>reasons[b]-reasons[a]).map(n=>el('option',{value:n,text:ruleText(n)+' – '+D.rules[n].id+' ('+reasons[n]+')'})));
  $('rule').value=String(state.rule);
  exceptions();
}
function exceptions(){
  const kinds={};for(const e of D.exceptions)kinds[e[0]]=[(kinds[e[0]]||[0])[0]+1,T(e[1],e[2])];
  if(!kinds[kind])kind='';
  $('exceptions').hidden=!D.exceptions.length;
  $('exceptions').querySelector('summary').textContent=T('例外','Exceptions')+' ('+D.exceptions.length+')';
  $('kinds').replaceChildren(...[['',[D.exceptions.length,T('全部','All')]],...Object.entries(kinds)].map(([k,[n,t]])=>el('button',{'data-kind':k,'aria-pressed':String(k===kind),onclick:()=>{kind=k;exceptions();}},el('b',{text:String(n)}),t)));
  const list=D.exceptions.filter(e=>!kind||e[0]===kind),body=el('tbody');let n=0;
  const more=el('button',{id:'more',text:T('更多','More'),onclick:add});
  function add(){for(const e of list.slice(n,n+100))body.append(el('tr',{},...[T(e[1],e[2]),e[5]||'',e[4],e[3],e[6]].map(t=>el('td',{text:String(t)}))));n+=100;more.hidden=n>=list.length;}
  add();
  $('table').replaceChildren(el('table',{},el('thead',{},el('tr',{},...[T('类别','Kind'),T('行','Row'),T('考生','Candidate'),T('文件','File'),T('说明','Detail')].map(t=>el('th',{text:t})))),body),more);
}

// ---- choosing and paging
function choose(what){Object.assign(state,{standing:'',rule:-1},what);$('rule').value=String(state.rule);state.page=0;filter();$('bar').scrollIntoView({block:'start'});}
function matches(i){
  if(state.standing&&i.standing!==state.standing)return false;
  if(state.rule>=0&&!i.rules.includes(state.rule))return false;
  if($('open').checked&&(made[i.id]||i.decision||i.locked))return false;
  if(!state.find)return true;
  const f=state.find.toLowerCase();return String(i.row)===f||[i.number,i.name,i.photo].some(t=>t.toLowerCase().includes(f));
}
const SORTS={row:(a,b)=>a.n-b.n,waits:(a,b)=>(b.waits??-1)-(a.waits??-1)||a.n-b.n,similarity:(a,b)=>(a.similarity??9)-(b.similarity??9)||a.n-b.n,time:(a,b)=>b.ms-a.ms||a.n-b.n};
function filter(stay){shown=I.filter(matches).sort(SORTS[state.sort]);if(!stay)state.at=0;draw();}
const pages=()=>Math.max(1,Math.ceil(shown.length/state.size));
function turn(by){state.page+=by;state.at=0;draw();$('bar').scrollIntoView({block:'start'});}
function draw(){
  state.page=Math.min(Math.max(0,state.page),pages()-1);
  view=shown.slice(state.page*state.size,(state.page+1)*state.size);
  $('where').textContent=(state.page+1)+' / '+pages()+' ('+shown.length+')';
  $('prev').disabled=state.page===0;$('next').disabled=state.page>=pages()-1;
  for(const b of $('chips').children)b.setAttribute('aria-pressed',String(b.dataset.standing===state.standing));
  $('list').replaceChildren(...view.map(card));
  if(!view.length)$('list').append(el('p',{class:'dim none',text:T('没有符合条件的照片','No photo matches')}));
  watcher.disconnect();for(const c of document.querySelectorAll('#list article'))watcher.observe(c);
  mark(Math.min(state.at,view.length-1));count();
}
)js"
                             R"js(
// ---- an item
function card(i){
  const head=el('div',{class:'head'},el('b',{text:i.number+'  '+i.name}),el('span',{class:'badge',text:standingText(i.standing)}),el('small',{text:T('第 '+i.row+' 行','row '+i.row)+'  '+i.photo}));
  if(i.similarity!==null)head.append(el('small',{text:T('相似度','similarity')+' '+i.similarity.toFixed(2)}));
  if(i.waits!==null)head.append(el('small',{class:i.waits>48?'wait':'',text:T('已等待 '+Math.floor(i.waits)+' 小时','waiting '+Math.floor(i.waits)+' h')}));
  if(i.locked)head.append(el('small',{text:T('已交付','delivered')}));
  const picture=(name,text)=>el('figure',{class:name},el('div'),el('figcaption',{text}));
  const c=el('article',{class:i.standing,'data-id':i.id,'data-n':i.n,id:'i'+i.n},picture('source',T('原片','Photo')),picture('product',T('成品','Finished')),
    el('div',{class:'text'},head,el('div',{class:'do'}),el('ul'),el('details',{},el('summary',{text:T('测量值','Measurements')}),el('div'))));
  c.querySelector('ul').append(...[...i.notes,...(i.error?[[i.error,i.error]]:[])].map(([zh,en])=>el('li',{text:T(zh,en)})));
  buttons(c,i);c.addEventListener('click',()=>mark(view.indexOf(i)));
  return c;
}
function buttons(c,i){
  const d=made[i.id],box=c.querySelector('.do');
  if(i.locked||!i.id)return box.replaceChildren();
  box.replaceChildren(...Object.entries(ACTIONS).map(([action,text])=>el('button',{'data-do':action,'aria-pressed':String(!!d&&d.action===action),text:T(...text),onclick:e=>{e.stopPropagation();mark(view.indexOf(i));decide(i,action);}})));
  const reason=d&&D.rules.find(r=>r.id===d.reason);
  if(d)box.append(el('span',{class:'set',text:'→ '+T(...ACTIONS[d.action])+(d.reason?': '+(reason?T(reason.zh,reason.en):T('其他','other')):'')+(d.note?' – '+d.note:'')}),el('button',{class:'undo',text:T('撤销','Undo'),onclick:e=>{e.stopPropagation();set(i,null);}}));
  else if(i.decision)box.append(el('span',{class:'dim',text:T('已决定：','decided: ')+T(...ACTIONS[i.decision])}));
}
const watcher=new IntersectionObserver(entries=>{for(const e of entries)if(e.isIntersecting)load(e.target);},{rootMargin:'600px'});
function load(c){
  const i=I[c.dataset.n],block=$('p'+i.n);
  if(!block){if(document.readyState==='loading')waiting.add(i.n);else for(const f of c.querySelectorAll('figure'))f.hidden=true;return;}
  waiting.delete(i.n);
  if(!details.has(i.n)){details.set(i.n,JSON.parse(block.textContent));if(details.size>300)details.delete(details.keys().next().value);}
  fill(c,i,details.get(i.n));
}
function loadWaiting(){for(const n of waiting){const c=$('i'+n);if(c)load(c);else waiting.delete(n);}}
const box=p=>p.length===2?[[p[0][0],p[0][1]],[p[1][0],p[0][1]],[p[1][0],p[1][1]],[p[0][0],p[1][1]]]:p;
function drawing(d,product){
  const [w,h]=product?d.size.slice(2):d.size,over=svg('svg',{viewBox:'0 0 '+w+' '+h,preserveAspectRatio:'none'});
  for(const f of d.findings)if(f.length>7&&!!f[6]===product)for(const r of f[10])over.append(svg('polygon',{class:f[7]?'look':'',points:box(r).map(p=>p.join(',')).join(' ')},svg('title',{text:T(f[8],f[9])})));
  return over;
}
function fill(c,i,d){
  for(const name of ['source','product']){
    const product=name==='product',figure=c.querySelector('.'+name);
    if(!d[name]){figure.hidden=true;continue;}
    const over=drawing(d,product);
    figure.querySelector('div').replaceChildren(el('img',{alt:name,src:'data:image/jpeg;base64,'+d[name]}),over);
    figure.querySelector('div').onclick=()=>{mark(view.indexOf(i));enlarge(i,product);};
  }
  if(!d.source&&!d.product)c.querySelector('.head').append(el('small',{text:T('照片已清除','pictures removed')}));
  const list=c.querySelector('ul');for(const e of list.querySelectorAll('.found'))e.remove();
  list.append(...d.findings.filter(f=>f.length>7).map(f=>el('li',{class:'found '+(f[7]?'look':'')},...(lang==='en'?[]:[el('span',{text:f[8]})]),...(lang==='zh'?[]:[el('span',{class:lang==='both'?'dim':'',text:f[9]})]),el('small',{text:D.rules[f[0]].id}))));
  const number=v=>v===null?'':String(+v.toPrecision(5)),verdicts={pass:['通过','pass'],fail:['不通过','fail'],review:['待查','look'],inconclusive:['不确定','unclear'],not_applicable:['不适用','n/a']};
  c.querySelector('details div').replaceChildren(el('table',{},el('tr',{},...[T('结果','Verdict'),T('规则','Rule'),T('测量值','Value'),T('限值','Limits')].map(t=>el('th',{text:t}))),
    ...d.findings.map(f=>el('tr',{class:f[1]},...[T(...(verdicts[f[1]]||[f[1],f[1]])),ruleText(f[0])+(f[6]?T('（成品）',' (finished)'):''),number(f[2])+' '+f[3],(f[4]===null?'':'≥ '+number(f[4])+' ')+(f[5]===null?'':'≤ '+number(f[5]))].map(t=>el('td',{text:t}))))));
}
let large=null;
function enlarge(i,product){
  const d=details.get(i.n);if(!d)return;
  if(!d[product?'product':'source'])product=!product;
  if(!d[product?'product':'source'])return;
  large={i,product};
  const inside='data:image/jpeg;base64,'+d[product?'product':'source'],img=el('img',{alt:'',src:inside});
  if(product&&d.file){const whole=new Image();whole.onload=()=>{img.src=whole.src;};whole.src=d.file;}  // beside the page, if it still lies there
  $('large').querySelector('div').replaceChildren(img,drawing(d,product));
  $('large').querySelector('p').textContent=i.number+'  '+i.name+'  '+(product?T('成品','Finished'):T('原片','Photo'))+' '+(product?d.size.slice(2):d.size.slice(0,2)).join(' × ')+' px';
  if(!$('large').open)$('large').showModal();
}
function mark(n){state.at=Math.max(0,n);document.querySelectorAll('#list article').forEach((c,k)=>c.classList.toggle('here',k===state.at));}
function move(by){
  const n=state.at+by;
  if(n<0||n>=view.length){if(by>0&&state.page<pages()-1){state.page++;state.at=0;draw();}else if(by<0&&state.page>0){state.page--;state.at=state.size-1;draw();}else return;}else mark(n);
  document.querySelectorAll('#list article')[state.at]?.scrollIntoView({block:'nearest'});
}

// ---- deciding
function decide(i,action){
  if(!i||i.locked||!i.id)return;
  if(action==='accept')return set(i,{action,reason:'',note:''});
  const dialog=$('why'),ids=[...new Set([...i.rules,...D.common])].slice(0,9);
  dialog.querySelector('h2').textContent=T(...ACTIONS[action])+': '+T('原因？','why?');
  dialog.querySelector('div').replaceChildren(...ids.map((r,k)=>el('button',{value:D.rules[r].id,class:i.rules.includes(r)?'found':''},el('kbd',{text:String(k+1)}),ruleText(r))));
  $('note').placeholder=T('备注；按 Enter：其他原因','note; Enter: another reason');
  $('note').value='';dialog.returnValue='';
  dialog.onclose=()=>{const reason=dialog.returnValue;if(reason)set(i,{action,reason,note:$('note').value.trim()});};
  dialog.showModal();dialog.querySelector('div button')?.focus();
}
$('note').addEventListener('keydown',e=>{if(e.key==='Enter'){e.preventDefault();if($('note').value.trim())$('why').close('other');}});
$('why').addEventListener('keydown',e=>{if(e.target.id!=='note'&&/^[1-9]$/.test(e.key)){const b=$('why').querySelectorAll('div button')[e.key-1];if(b){e.preventDefault();$('why').close(b.value);}}e.stopPropagation();});
function set(i,d){if(d){d.at=Math.floor(Date.now()/1000);made[i.id]=d;}else delete made[i.id];saved=false;keep();const c=$('i'+i.n);if(c)buttons(c,i);count();if(d)move(1);}
function keep(){try{localStorage.setItem(STORE,JSON.stringify({made,saved}));}catch{}}
function count(){const n=Object.keys(made).length;$('made').textContent=n?(saved?T(n+' 项决定，已保存',n+' decisions, saved'):T(n+' 项决定，未保存',n+' decisions, not saved')):'';$('made').className=saved?'dim':'set';$('save').disabled=!n;}
function save(){
  const decisions=I.filter(i=>made[i.id]).map(i=>({item:i.id,...made[i.id]}));if(!decisions.length)return;
  const text=JSON.stringify({schema:'certphoto/decisions/1',job:D.job,decisions},null,1);
  const a=el('a',{href:URL.createObjectURL(new Blob([text],{type:'application/json'})),download:D.job+'-decisions.json'});a.click();setTimeout(()=>URL.revokeObjectURL(a.href),1000);
  saved=true;keep();count();
}
document.addEventListener('keydown',e=>{
  if(e.ctrlKey||e.metaKey||e.altKey)return;
  if($('large').open){if(/^[zjkd]$/.test(e.key)){e.preventDefault();if(e.key==='z')$('large').close();else if(e.key==='d')enlarge(large.i,!large.product);else{move(e.key==='j'?1:-1);const c=$('i'+view[state.at].n);load(c);enlarge(view[state.at],large.product);}}return;}
  if(/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)&&e.target.type!=='checkbox'||$('why').open||$('help').open){if(e.key==='Escape'&&e.target.id==='find')e.target.blur();return;}
  const i=view[state.at];
  const act={j:()=>move(1),ArrowDown:()=>move(1),k:()=>move(-1),ArrowUp:()=>move(-1),n:()=>turn(1),p:()=>turn(-1),a:()=>decide(i,'accept'),r:()=>decide(i,'reject'),c:()=>decide(i,'recapture'),u:()=>i&&set(i,null),z:()=>i&&enlarge(i,false),s:save,'/':()=>$('find').focus(),'?':()=>$('help').showModal()}[e.key];
  if(act){e.preventDefault();act();}
});
$('prev').onclick=()=>turn(-1);
$('next').onclick=()=>turn(1);
$('save').onclick=save;
$('keys').onclick=()=>$('help').showModal();
$('large').onclick=()=>$('large').close();
$('size').onchange=e=>{state.size=+e.target.value;state.page=0;filter();};
$('sort').onchange=e=>{state.sort=e.target.value;state.page=0;filter();};
$('open').onchange=()=>{state.page=0;filter();};
$('find').oninput=e=>{state.find=e.target.value.trim();state.page=0;filter();};
$('rule').onchange=e=>{state.rule=+e.target.value;state.page=0;filter();};
for(const b of $('langs').children)b.onclick=()=>speak(b.value);
document.title=D.job;$('title').textContent=D.job;$('sub').textContent=D.tenant;
words();overview();filter();
document.documentElement.dataset.ready=String(Math.round(performance.now()));
const timer=setInterval(loadWaiting,120);
document.addEventListener('DOMContentLoaded',()=>{clearInterval(timer);loadWaiting();document.documentElement.dataset.loaded=String(Math.round(performance.now()));});
)js";

}  // namespace certphoto::review_page
