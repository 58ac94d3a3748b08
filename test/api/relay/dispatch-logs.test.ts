import { bootCourseway } from '../../support/boot';
import { download, launch, makeDispatch, post } from '../../support/dispatching';

it('RELAY 11: neither id, name nor key is in a log or an answer that others can read', async () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const talkative = await bootCourseway({ LOG_LEVEL: 'trace', LOG_FORMAT: 'pretty' });
  try {
    const { id } = await makeDispatch(talkative);
    const zip = await download(talkative, id);
    const welcome = await launch(talkative, zip, { id: 'secret-person-7', name: 'Hidden, Harriet' });
    await launch(talkative, { d: zip.d, k: zip.k.replace(/^./, '_') }, { id: 'secret-person-7', name: 'Hidden, Harriet' });
    await launch(talkative, zip, { id: 'other', pointer: `${welcome.pointer.slice(0, -22)}${'B'.repeat(22)}` });
    await post(talkative, `/api/d/${zip.d}/relay`, { token: welcome.token });
    const claims = [welcome.token, welcome.playUrl].map((text) => Buffer.from(text.split('/').at(-1)?.split('.')[0] ?? '', 'base64url').toString());
    expect(lines.join('')).toMatch(/api\/d\/:d\/launch/);
    for (const secret of ['secret-person-7', 'Harriet', zip.k, welcome.pointer.slice(-22)]) expect([...lines, ...claims].filter((line) => line.includes(secret))).toEqual([]);
  } finally {
    write.mockRestore();
    await talkative.close();
  }
});
