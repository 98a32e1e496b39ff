(function(){
var SIX='ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
function open(s){s.open=true;s.querySelector('.f').hidden=true;s.querySelectorAll('tbody tr').forEach(function(r){r.hidden=false})}
document.querySelectorAll('a[data-r]').forEach(function(a){a.addEventListener('click',function(e){
var s=document.getElementById(a.getAttribute('href').slice(1));if(!s)return;e.preventDefault();open(s);
var d=a.dataset.r,rows=s.querySelectorAll('tbody tr'),n=0,at=0;
if(d=='*'){n=rows.length}else{rows.forEach(function(r){r.hidden=true});var show=function(at){if(rows[at]){rows[at].hidden=false;n++}};
if(d[0]=='.'){Array.from(d.slice(1)).forEach(function(c,i){var v=SIX.indexOf(c);[0,1,2,3,4,5].forEach(function(k){if(Math.floor(v/Math.pow(2,k))%2)show(6*i+k)})})}
else{d.split(' ').forEach(function(step){if(step){at+=Number(step);show(at)}})}}
var f=s.querySelector('.f'),b=f.querySelectorAll('button'),t=f.querySelector('span'),cut=s.querySelector('.cut');
t.textContent=a.title+' · '+t.dataset.n.replace('#',n)+(cut?' · '+cut.textContent:'');f.hidden=false;
b[0].onclick=function(){open(s)};b[1].onclick=function(){open(s);a.focus();a.scrollIntoView({block:'center'})};
s.scrollIntoView();b[1].focus({preventScroll:true})})});
document.querySelectorAll('a[href^="#r-"]').forEach(function(a){a.addEventListener('click',function(){var r=document.getElementById(a.getAttribute('href').slice(1));if(r)open(r.closest('details'))})});
var was=[];
addEventListener('beforeprint',function(){document.querySelectorAll('.rules').forEach(function(d){if(!d.open){d.open=true;was.push(d)}})});
addEventListener('afterprint',function(){was.forEach(function(d){d.open=false});was=[]});
})();
