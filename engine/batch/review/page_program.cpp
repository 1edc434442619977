#include "engine/batch/review/page_parts.h"

namespace certphoto::review_page {

// Text goes into the page by textContent alone: nothing a roster or a file name says can become markup.
const char* const kProgram = R"js(
'use strict';
const D=JSON.parse(document.getElementById('data').textContent);
const $=id=>document.getElementById(id);
const el=(tag,props,...kids)=>{const e=document.createElement(tag);for(const k in props||{}){if(k==='class')e.className=props[k];else if(k==='text')e.textContent=props[k];else if(k.startsWith('on'))e.addEventListener(k.slice(2),props[k]);else e.setAttribute(k,props[k]);}e.append(...kids);return e;};
const svg=(tag,props,...kids)=>{const e=document.createElementNS('http://www.w3.org/2000/svg',tag);for(const k in props||{})k==='text'?e.textContent=props[k]:e.setAttribute(k,props[k]);e.append(...kids);return e;};
const I=D.items.map((a,n)=>({n,id:a[0],row:a[1],number:a[2],name:a[3],photo:a[4],standing:a[5],rules:a[6],decision:a[7],locked:a[8],ms:a[9],similarity:a[10],waits:a[11],error:a[12]}));
const KEY='certphoto-decisions-'+D.job+'-'+D.made;
let made={};try{made=JSON.parse(localStorage.getItem(KEY))||{};}catch{}
const state={standing:'',rule:-1,find:'',page:0,size:20,at:0};
let shown=[],view=[];
const details=new Map();

function label(s){const t=D.standings[s];return t?t[0]+' '+t[1]:s;}
function ruleText(n){const r=D.rules[n];return r.id+'  '+r.zh;}

function chips(){
  const counts={};for(const i of I)counts[i.standing]=(counts[i.standing]||0)+1;
  const all=[['',I.length,'全部 All']];for(const s in D.standings)if(counts[s])all.push([s,counts[s],label(s)]);
  $('chips').replaceChildren(...all.map(([s,n,t])=>el('button',{'data-standing':s,'aria-pressed':String(state.standing===s),text:t,onclick:()=>{state.standing=s;state.page=0;filter();}},el('b',{text:String(n)}))));
  if(D.missing)$('chips').append(el('span',{class:'dim',text:label('missing')+' '+D.missing}));
}
function plot(title,rows,onclick){
  const max=Math.max(1,...rows.map(r=>r[1])),h=18*rows.length+4,s=svg('svg',{width:330,height:h,role:'img'});
  rows.forEach(([name,n,tag],k)=>{const g=svg('g',{class:'row'},svg('text',{x:0,y:18*k+13,text:name.length>22?name.slice(0,21)+'…':name}),svg('rect',{x:170,y:18*k+3,width:Math.max(1,110*n/max),height:12}),svg('text',{x:174+110*n/max,y:18*k+13,text:String(n)}));if(onclick)g.addEventListener('click',()=>onclick(tag));s.append(g);});
  return el('figure',{},el('figcaption',{text:title}),s);
}
function histogram(title,values,from,to,bins,unit){
  const n=new Array(bins).fill(0);for(const v of values){const k=Math.min(bins-1,Math.max(0,Math.floor((v-from)/(to-from)*bins)));n[k]++;}
  const max=Math.max(1,...n),s=svg('svg',{width:250,height:96,role:'img'});
  n.forEach((c,k)=>s.append(svg('rect',{x:5+k*240/bins,y:76-70*c/max,width:240/bins-1,height:70*c/max})));
  s.append(svg('text',{x:2,y:92,text:from.toFixed(from%1?1:0)}),svg('text',{x:200,y:92,text:to.toFixed(to%1?1:0)+' '+unit}));
  return el('figure',{},el('figcaption',{text:title+' ('+values.length+')'}),s);
}
function plots(){
  const out=[];const standings={};for(const i of I)standings[i.standing]=(standings[i.standing]||0)+1;
  out.push(plot('结果 Outcomes',Object.entries(standings).map(([s,n])=>[label(s),n,s]),s=>{state.standing=s;state.page=0;filter();}));
  const reasons={};for(const i of I)for(const r of i.rules)reasons[r]=(reasons[r]||0)+1;
  const top=Object.entries(reasons).sort((a,b)=>b[1]-a[1]).slice(0,8);
  if(top.length)out.push(plot('原因 Reasons',top.map(([r,n])=>[D.rules[r].zh,n,+r]),r=>{state.rule=r;$('rule').value=r;state.page=0;filter();}));
  const sim=I.map(i=>i.similarity).filter(v=>v!==null);if(sim.length)out.push(histogram('相似度 Similarity',sim,0,1,24,''));
  const ms=I.map(i=>i.ms).filter(v=>v>0);if(ms.length){const sorted=[...ms].sort((a,b)=>a-b);out.push(histogram('耗时 Time',ms,0,Math.max(1,Math.ceil(sorted[Math.floor(sorted.length*.99)])),24,'ms'));}
  $('plots').replaceChildren(...out);
}
function exceptions(){
  const box=$('exceptions'),list=D.exceptions;box.querySelector('summary').textContent='例外 Exceptions ('+list.length+')';
  box.addEventListener('toggle',()=>{if(!box.open||box.dataset.done)return;box.dataset.done=1;
    const table=el('table',{},el('tr',{},...['类别 Kind','行 Row','考生 Candidate','文件 File','说明 Detail'].map(t=>el('th',{text:t}))));let n=0;
    const more=el('button',{text:'更多 More',onclick:add});
    function add(){for(const e of list.slice(n,n+200))table.append(el('tr',{},...[e[1]+' '+e[2],e[5]||'',e[4],e[3],e[6]].map(t=>el('td',{text:String(t)}))));n+=200;more.hidden=n>=list.length;}
    add();box.querySelector('div').append(table,more);});
}
function matches(i){
  if(state.standing&&i.standing!==state.standing)return false;
  if(state.rule>=0&&!i.rules.includes(state.rule))return false;
  if(!state.find)return true;
  const f=state.find.toLowerCase();return String(i.row)===f||[i.number,i.name,i.photo].some(t=>t.toLowerCase().includes(f));
}
function filter(){shown=I.filter(matches);state.at=0;draw();}
function pages(){return Math.max(1,Math.ceil(shown.length/state.size));}
function draw(){
  state.page=Math.min(Math.max(0,state.page),pages()-1);
  view=shown.slice(state.page*state.size,(state.page+1)*state.size);
  $('where').textContent=(state.page+1)+' / '+pages()+'  ('+shown.length+')';
  $('prev').disabled=state.page===0;$('next').disabled=state.page>=pages()-1;
  for(const b of $('chips').querySelectorAll('button'))b.setAttribute('aria-pressed',String(b.dataset.standing===state.standing));
  $('list').replaceChildren(...view.map(card));
  watcher.disconnect();for(const c of $('list').children)watcher.observe(c);
  mark(Math.min(state.at,view.length-1));count();
}
function card(i){
  const c=el('article',{class:i.standing,'data-id':i.id,'data-n':i.n,id:'i'+i.n});
  const head=el('div',{class:'head'},el('b',{text:i.number+'  '+i.name}),el('span',{class:'badge',text:label(i.standing)}),el('small',{text:'#'+i.row+'  '+i.photo}));
  if(i.waits!==null)head.append(el('small',{class:i.waits>48?'wait':'',text:'等待 waiting '+Math.floor(i.waits)+' h'}));
  if(i.locked)head.append(el('small',{text:'已交付 delivered'}));
  c.append(el('figure',{class:'source'},el('div'),el('figcaption',{text:'原片 Photo'})),el('figure',{class:'product'},el('div'),el('figcaption',{text:'成品 Finished'})),
    el('div',{class:'text'},head,el('div',{class:'do'}),el('ul'),el('details',{},el('summary',{text:'测量值 Measurements'}),el('div'))));
  buttons(c,i);c.addEventListener('click',()=>mark(view.indexOf(i)));
  if(details.has(i.id))fill(c,i);
  return c;
}
function buttons(c,i){
  const d=made[i.id],box=c.querySelector('.do');
  const make=(action,text)=>el('button',{'data-do':action,'aria-pressed':String(!!d&&d.action===action),text,onclick:e=>{e.stopPropagation();mark(view.indexOf(i));decide(i,action);}});
  if(i.locked||!i.id)return box.replaceChildren();
  box.replaceChildren(make('accept','合格 Accept'),make('reject','不合格 Reject'),make('recapture','重新采集 Recapture'));
  if(d)box.append(el('span',{class:'set',text:'→ '+d.action+(d.reason?': '+d.reason:'')+(d.note?' – '+d.note:'')}));
  else if(i.decision)box.append(el('span',{class:'dim',text:'已决定 decided: '+i.decision}));
}
const watcher=new IntersectionObserver(entries=>{for(const e of entries)if(e.isIntersecting)load(e.target);},{rootMargin:'600px'});
function load(c){const i=I[c.dataset.n];if(!i.id||details.has(i.id)||c.dataset.asked)return;c.dataset.asked=1;const s=el('script',{src:'report/'+i.id.slice(0,2)+'/'+i.id+'.js'});s.onload=()=>s.remove();document.head.append(s);}
globalThis.certphotoItem=(id,data)=>{details.set(id,data);if(details.size>400)details.delete(details.keys().next().value);for(const c of $('list').querySelectorAll('[data-id="'+id+'"]'))fill(c,I[c.dataset.n]);};
function polygon(points){return points.length===2?[[points[0][0],points[0][1]],[points[1][0],points[0][1]],[points[1][0],points[1][1]],[points[0][0],points[1][1]]]:points;}
function fill(c,i){
  const d=details.get(i.id);
  for(const [name,picture,w,h,product] of [['source',d.source,d.size[0],d.size[1],false],['product',d.product,d.size[2],d.size[3],true]]){
    const box=c.querySelector('.'+name+' div');if(!picture){c.querySelector('.'+name).hidden=true;continue;}
    const over=svg('svg',{viewBox:'0 0 '+w+' '+h,preserveAspectRatio:'none'});
    for(const f of d.findings)if(f.look!==undefined&&f.product===product)for(const r of f.regions)over.append(svg('polygon',{class:f.look?'look':'',points:polygon(r).map(p=>p.join(',')).join(' ')},svg('title',{text:f.rule})));
    box.replaceChildren(el('img',{alt:name,src:'data:image/jpeg;base64,'+picture}),over);
  }
  const list=c.querySelector('ul');list.replaceChildren(...d.findings.filter(f=>f.look!==undefined).map(f=>el('li',{class:f.look?'look':''},f.zh+' ',el('span',{class:'dim',text:f.en+' '}),el('small',{text:f.rule}))));
  if(i.error)list.prepend(el('li',{text:i.error}));
  const table=el('table',{},el('tr',{},...['结果','规则 Rule','测量值 Value','限值 Limits'].map(t=>el('th',{text:t}))));
  for(const f of d.findings)table.append(el('tr',{},...[f.verdict,f.rule+(f.product?' *':''),f.value===null?'':f.value+' '+(f.unit||''),(f.min===null?'':'≥ '+f.min+' ')+(f.max===null?'':'≤ '+f.max)].map(t=>el('td',{text:String(t)}))));
  c.querySelector('details div').replaceChildren(table);
}
function mark(n){state.at=Math.max(0,n);[...$('list').children].forEach((c,k)=>c.classList.toggle('here',k===state.at));}
function move(by){const n=state.at+by;if(n<0||n>=view.length){if(by>0&&state.page<pages()-1){state.page++;state.at=0;draw();}else if(by<0&&state.page>0){state.page--;state.at=state.size-1;draw();}else return;}else mark(n);const c=$('list').children[state.at];if(c)c.scrollIntoView({block:'nearest'});}
function decide(i,action){
  if(!i||i.locked||!i.id)return;
  if(action==='accept')return set(i,{action,reason:'',note:''});
  const dialog=$('why');dialog.querySelector('h2').textContent=(action==='reject'?'不合格原因 Why is it rejected?':'重新采集原因 Why must it be taken again?');
  const ids=[...new Set([...i.rules,...D.common])].slice(0,9);
  dialog.querySelector('div').replaceChildren(...ids.map((r,k)=>el('button',{value:D.rules[r].id,text:(k+1)+'  '+D.rules[r].zh})));
  $('note').value='';dialog.returnValue='';
  dialog.onclose=()=>{const reason=dialog.returnValue;if(reason)set(i,{action,reason,note:$('note').value.trim()});};
  dialog.showModal();dialog.querySelector('div button')?.focus();
}
$('note').addEventListener('keydown',e=>{if(e.key==='Enter'){e.preventDefault();if($('note').value.trim())$('why').close('other');}});
$('why').addEventListener('keydown',e=>{if(e.target.id!=='note'&&/^[1-9]$/.test(e.key)){const b=$('why').querySelectorAll('div button')[e.key-1];if(b)$('why').close(b.value);}e.stopPropagation();});
function set(i,d){if(d){d.at=Math.floor(Date.now()/1000);made[i.id]=d;}else delete made[i.id];keep();const c=$('i'+i.n);if(c)buttons(c,i);count();if(d)move(1);}
function keep(){try{localStorage.setItem(KEY,JSON.stringify(made));}catch{}}
function count(){const n=Object.keys(made).length;$('made').textContent=n?n+' 项未保存的决定 decisions':'';$('save').disabled=!n;}
function save(){
  const decisions=I.filter(i=>made[i.id]).map(i=>({item:i.id,...made[i.id]}));if(!decisions.length)return;
  const text=JSON.stringify({schema:'certphoto/decisions/1',job:D.job,decisions},null,1);
  const a=el('a',{href:URL.createObjectURL(new Blob([text],{type:'application/json'})),download:D.job+'-decisions.json'});a.click();setTimeout(()=>URL.revokeObjectURL(a.href),1000);
}
document.addEventListener('keydown',e=>{
  if(e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)||$('why').open)return;
  const i=view[state.at];
  const act={j:()=>move(1),ArrowDown:()=>move(1),k:()=>move(-1),ArrowUp:()=>move(-1),n:()=>{state.page++;state.at=0;draw();scrollTo(0,$('bar').offsetTop);},p:()=>{state.page--;state.at=0;draw();scrollTo(0,$('bar').offsetTop);},a:()=>decide(i,'accept'),r:()=>decide(i,'reject'),c:()=>decide(i,'recapture'),u:()=>i&&set(i,null),s:save,'/':()=>$('find').focus()}[e.key];
  if(act){e.preventDefault();act();}
});
$('prev').onclick=()=>{state.page--;state.at=0;draw();};
$('next').onclick=()=>{state.page++;state.at=0;draw();};
$('save').onclick=save;
$('size').onchange=e=>{state.size=+e.target.value;state.page=0;draw();};
$('find').oninput=e=>{state.find=e.target.value.trim();state.page=0;filter();};
$('rule').append(el('option',{value:-1,text:'全部规则 All rules'}),...D.rules.map((r,n)=>[r,n]).filter(([,n])=>I.some(i=>i.rules.includes(n))).map(([,n])=>el('option',{value:n,text:ruleText(n)})));
$('rule').onchange=e=>{state.rule=+e.target.value;state.page=0;filter();};
document.title=D.job;$('title').textContent=D.job;$('sub').textContent=D.tenant;
chips();plots();exceptions();filter();
)js";

}  // namespace certphoto::review_page
