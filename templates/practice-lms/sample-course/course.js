// A small SCORM 1.2 course as authors write them: it finds the API, bookmarks each page, scores a quiz and finishes when it is left.
(function () {
  'use strict';
  var answers = ['b', 'a', 'c', 'b'];
  var passMark = 75;
  var pages = [].slice.call(document.querySelectorAll('.page'));
  var byId = function (id) { return document.getElementById(id); };
  var started = new Date().getTime();
  var api = findApi();
  var ended = false;
  var page = 0;

  function findApi() {
    for (var at = window, steps = 0; steps < 20; steps++) {
      if (at.API) return at.API;
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  }
  function get(element) { return api ? api.LMSGetValue('cmi.core.' + element) : ''; }
  function set(element, value) { if (api) api.LMSSetValue('cmi.core.' + element, value); }
  function commit() { if (api) api.LMSCommit(''); }
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function time() {
    var seconds = Math.round((new Date().getTime() - started) / 1000);
    return two(Math.floor(seconds / 3600)) + ':' + two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60);
  }

  function show(number, quietly) {
    page = Math.max(0, Math.min(pages.length - 1, number));
    pages.forEach(function (one, i) { one.hidden = i !== page; });
    byId('place').textContent = 'Page ' + (page + 1) + ' of ' + pages.length;
    byId('progress').value = page + 1;
    byId('back').disabled = page === 0;
    byId('next').disabled = page === pages.length - 1;
    document.querySelector('main').scrollTop = 0;
    if (quietly) return;
    pages[page].querySelector('h1').focus();
    set('lesson_location', 'page-' + (page + 1));
    set('session_time', time());
    commit();
  }

  function check(event) {
    event.preventDefault();
    var given = answers.map(function (_, i) { var chosen = byId('quiz').querySelector('input[name=q' + i + ']:checked'); return chosen ? chosen.value : ''; });
    if (given.indexOf('') >= 0) { byId('result').className = 'failed'; byId('result').textContent = 'Please answer all four questions.'; byId('result').scrollIntoView({ block: 'end' }); return; }
    var right = given.filter(function (value, i) { return value === answers[i]; }).length;
    var score = right * 100 / answers.length;
    var passed = score >= passMark;
    if (api) given.forEach(function (value, i) {
      var at = 'cmi.interactions.' + i + '.';
      api.LMSSetValue(at + 'id', 'question-' + (i + 1));
      api.LMSSetValue(at + 'type', 'choice');
      api.LMSSetValue(at + 'student_response', value);
      api.LMSSetValue(at + 'result', value === answers[i] ? 'correct' : 'wrong');
    });
    set('score.raw', String(score));
    set('score.min', '0');
    set('score.max', '100');
    set('lesson_status', passed ? 'passed' : 'failed');
    set('session_time', time());
    commit();
    byId('result').className = passed ? 'passed' : 'failed';
    byId('result').textContent = right + ' of ' + answers.length + ' right, that is ' + score + ' percent. ' + (passed ? 'You have passed. You can close the course.' : 'Look at the pages again, then have another try.');
    byId('result').scrollIntoView({ block: 'end' });
  }

  function end() {
    if (ended || !api) return;
    ended = true;
    set('session_time', time());
    set('exit', 'suspend');
    api.LMSFinish('');
  }

  if (api) {
    api.LMSInitialize('');
    var name = get('student_name').split(',');
    if (name[0]) byId('learner').textContent = ', ' + (name[1] || name[0]).trim();
    if (/^(not attempted|unknown|)$/.test(get('lesson_status'))) { set('lesson_status', 'incomplete'); commit(); }
    if (/^passed$/.test(get('lesson_status'))) byId('result').textContent = 'You have passed this course already.';
  }
  var bookmark = /^page-(\d)$/.exec(get('lesson_location'));
  show(bookmark ? Number(bookmark[1]) - 1 : 0, true);
  byId('back').onclick = function () { show(page - 1); };
  byId('next').onclick = function () { show(page + 1); };
  byId('quiz').onsubmit = check;
  window.addEventListener('pagehide', end);
})();
