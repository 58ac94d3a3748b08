import { makeZip } from './course-packages';

const page = (title: string, script: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p id="state">loading</p><p><button id="work">work</button> <button id="pass">pass 85</button> <button id="end">end</button></p><script src="${script}"></script></body></html>`;

/** Content that speaks HACP by XMLHttpRequest, as AICC content does: buttons for what tests do. */
const hacpScript = `(function () {
  var asked = {};
  location.search.replace(/[?&]([^=]+)=([^&]*)/g, function (_, name, value) { asked[name.toLowerCase()] = decodeURIComponent(value); });
  function call(command, data) {
    var request = new XMLHttpRequest();
    request.open('POST', asked.aicc_url, false);
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    request.send('command=' + command + '&version=4.0&session_id=' + encodeURIComponent(asked.aicc_sid) + '&AICC_Data=' + encodeURIComponent(data || ''));
    return request.responseText;
  }
  var state = document.getElementById('state');
  window.got = call('GetParam');
  state.textContent = (/lesson_location=(.*)/i.exec(window.got) || [])[1].trim() || 'start';
  function put(lines) { window.last = call('PutParam', lines.join('\\r\\n')); state.textContent = 'done'; }
  document.getElementById('work').onclick = function () { put(['[Core]', 'Lesson_Location=page-3', 'Lesson_Status=I', 'Score=', 'Time=00:00:05', '[Core_Lesson]', 'line 1', 'line 2']); };
  document.getElementById('pass').onclick = function () { put(['[Core]', 'Lesson_Location=end', 'Lesson_Status=P', 'Score=85,100,0', 'Time=00:00:09']); };
  document.getElementById('end').onclick = function () { call('ExitAU'); window.close(); };
})();`;

const descriptorFiles = (units: number) => {
  const ids = Array.from({ length: units }, (_, n) => `A${n + 1}`);
  return [
    { name: 'course.crs', data: `[Course]\r\nCourse_ID=AICC-1\r\nCourse_Title=Knots\r\nTotal_AUs=${units}\r\n` },
    { name: 'course.au', data: `"System_ID","File_Name","Mastery_Score","Core_Vendor"\r\n${ids.map((id, n) => `"${id}","unit${n + 1}.html?n=${n + 1}","80","colour=blue"`).join('\r\n')}\r\n` },
    { name: 'course.des', data: `"System_ID","Title"\r\n${ids.map((id, n) => `"${id}","Knot ${n + 1}"`).join('\r\n')}\r\n` },
    { name: 'course.cst', data: `"Block","Member"\r\n"ROOT",${ids.map((id) => `"${id}"`).join(',')}\r\n` },
  ];
};

/** AICC: units that speak HACP. */
export const makeAiccZip = ({ units = 1 } = {}): Promise<Buffer> =>
  makeZip([...descriptorFiles(units), ...Array.from({ length: units }, (_, n) => ({ name: `unit${n + 1}.html`, data: page(`Knot ${n + 1}`, 'hacp.js') })), { name: 'hacp.js', data: hacpScript }]);

/** AICC whose unit looks for the API of SCORM 1.2 in the windows above it. */
export const makeAiccApiZip = (): Promise<Buffer> =>
  makeZip([
    ...descriptorFiles(1), { name: 'unit1.html', data: page('Knot 1', 'api.js') },
    { name: 'api.js', data: `var api = parent.API; api.LMSInitialize(''); document.getElementById('pass').onclick = function () { api.LMSSetValue('cmi.core.score.raw', '85'); api.LMSSetValue('cmi.core.lesson_status', 'passed'); api.LMSCommit(''); };` },
  ]);

/** What cmi5 and xAPI content of the tests share: it asks the store synchronously, as older content does. */
const xapiScript = `var asked = {};
location.search.replace(/[?&]([^=]+)=([^&]*)/g, function (_, name, value) { asked[name] = decodeURIComponent(value.replace(/\\+/g, ' ')); });
var state = document.getElementById('state'), auth = asked.auth;
function send(method, url, body, type) {
  var request = new XMLHttpRequest();
  request.open(method, url, false);
  if (auth) request.setRequestHeader('Authorization', auth);
  request.setRequestHeader('X-Experience-API-Version', '1.0.3');
  if (body !== undefined) request.setRequestHeader('Content-Type', type || 'application/json');
  request.send(body === undefined ? null : JSON.stringify(body));
  window.last = request.status + ' ' + request.responseText;
  return request;
}
function uuid() { return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, function () { return Math.floor(Math.random() * 16).toString(16); }); }
function stateUrl(id) { return asked.endpoint + 'activities/state?stateId=' + id + '&activityId=' + encodeURIComponent(asked.activityId || asked.activity_id) + '&agent=' + encodeURIComponent(asked.actor) + '&registration=' + asked.registration; }
`;

const cmi5Script = `(function () {
${xapiScript}
  auth = 'Basic ' + JSON.parse(send('POST', asked.fetch).responseText)['auth-token'];
  var launch = window.launchData = JSON.parse(send('GET', stateUrl('LMS.LaunchData')).responseText);
  send('GET', asked.endpoint + 'agents/profile?profileId=cmi5LearnerPreferences&agent=' + encodeURIComponent(asked.actor));
  var categories = { cmi5: 'https://w3id.org/xapi/cmi5/context/categories/cmi5', moveon: 'https://w3id.org/xapi/cmi5/context/categories/moveon' };
  function say(verb, result) {
    var context = JSON.parse(JSON.stringify(launch.contextTemplate));
    context.registration = asked.registration;
    context.contextActivities.category = [{ id: categories.cmi5 }].concat(result && (result.success !== undefined || result.completion !== undefined) ? [{ id: categories.moveon }] : []);
    if (launch.masteryScore !== undefined && result && result.score) context.extensions['https://w3id.org/xapi/cmi5/context/extensions/masteryscore'] = launch.masteryScore;
    var statement = { id: uuid(), actor: JSON.parse(asked.actor), verb: { id: 'http://adlnet.gov/expapi/verbs/' + verb }, object: { id: asked.activityId }, context: context, timestamp: new Date().toISOString() };
    if (result) statement.result = result;
    send('POST', asked.endpoint + 'statements', statement);
    state.textContent = verb + ' ' + window.last.slice(0, 3);
  }
  say('initialized');
  document.getElementById('work').onclick = function () { send('PUT', stateUrl('place'), { page: 3 }); state.textContent = 'saved ' + window.last.slice(0, 3); };
  document.getElementById('pass').onclick = function () { say('passed', { success: true, score: { scaled: 0.85 }, duration: 'PT5S' }); say('completed', { completion: true, duration: 'PT6S' }); };
  document.getElementById('end').onclick = function () { say('terminated', { duration: 'PT7S' }); location.href = launch.returnURL; };
})();`;

const tincanScript = `(function () {
${xapiScript}
  state.textContent = send('GET', stateUrl('place')).status === 200 ? 'page ' + JSON.parse(window.last.slice(4)).page : 'start';
  function say(verb, result) {
    send('PUT', asked.endpoint + 'statements?statementId=' + (window.id = uuid()), { actor: JSON.parse(asked.actor), verb: { id: 'http://adlnet.gov/expapi/verbs/' + verb }, object: { id: asked.activity_id }, context: { registration: asked.registration }, result: result });
    state.textContent = verb + ' ' + window.last.slice(0, 3);
  }
  document.getElementById('work').onclick = function () { send('PUT', stateUrl('place'), { page: 3 }); say('experienced'); };
  document.getElementById('pass').onclick = function () { say('passed', { score: { scaled: 0.85 }, duration: 'PT4S' }); };
})();`;

interface Cmi5Unit {
  id?: string;
  moveOn?: string;
  masteryScore?: string;
  more?: string;
  url?: string;
  launchMethod?: string;
}
const auXml = ({ moveOn = 'CompletedAndPassed', masteryScore = '0.8', more = '', id, url, launchMethod = 'AnyWindow' }: Cmi5Unit, n: number) =>
  `<au id="${id ?? `https://courses.example/knots/${n}`}" moveOn="${moveOn}" masteryScore="${masteryScore}" launchMethod="${launchMethod}"><title><langstring lang="en">Knot ${n}</langstring></title><description><langstring lang="en">x</langstring></description><url>${url ?? `unit${n}.html?n=${n}`}</url>${more}</au>`;

export const cmi5Xml = (units: readonly Cmi5Unit[] = [{}], { inBlock = false } = {}): string => {
  const aus = units.map((unit, n) => auXml(unit, n + 1)).join('');
  const text = (name: string, value: string) => `<${name}><langstring lang="en">${value}</langstring></${name}>`;
  return `<?xml version="1.0" encoding="utf-8"?><courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"><course id="https://courses.example/knots">${text('title', 'Knots')}${text('description', 'All of them')}</course>${inBlock ? `<block id="https://courses.example/knots/block">${text('title', 'Block')}${text('description', 'b')}${aus}</block>` : aus}</courseStructure>`;
};

/** cmi5: units that say what a unit has to. */
export const makeCmi5Zip = (units: readonly Cmi5Unit[] = [{}], options: { inBlock?: boolean } = {}): Promise<Buffer> =>
  makeZip([{ name: 'cmi5.xml', data: cmi5Xml(units, options) }, ...units.map((_, n) => ({ name: `unit${n + 1}.html`, data: page(`Knot ${n + 1}`, 'cmi5.js') })), { name: 'cmi5.js', data: cmi5Script }]);

/** An xAPI course of one page. */
export const makeTincanZip = (): Promise<Buffer> =>
  makeZip([
    { name: 'tincan.xml', data: '<?xml version="1.0" encoding="utf-8"?><tincan xmlns="http://projecttincan.com/tincan.xsd"><activities><activity id="https://courses.example/ropes" type="http://adlnet.gov/expapi/activities/course"><name>Ropes</name><description lang="en">All of them</description><launch lang="en">index.html</launch></activity></activities></tincan>' },
    { name: 'index.html', data: page('Ropes', 'tincan.js') }, { name: 'tincan.js', data: tincanScript },
  ]);
