import { type Booted, bootCourseway } from '../support/boot';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const caller = (service: string) => (operation: string, ...values: unknown[]) => officialClient(courseway).call(service, operation, ...values);

test('the official client drives all 10 operations of xAPI', async () => {
  const call = caller('XapiApi');
  const credential = { name: 'Reports', info: 'For the warehouse', secret: 's3cret', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'READONLY' } };
  const made = await call('createXapiCredential', credential);
  expect(made).toMatchObject({ status: 200, data: { result: expect.any(String) } });
  const id = made.data['result'];
  expect((await call('getXapiCredential', id)).data).toMatchObject({ ...credential, id });
  expect((await call('setXapiCredential', id, { ...credential, secret: 'changed', isEnabled: false, permissionsLevel: { xapiCredentialPermissionsLevel: 'ROOT' } })).status).toBe(204);
  const listed = await call('getXapiCredentials', { includeTotalCount: true, filter: id });
  expect(listed.data).toMatchObject({ xapiCredentials: [{ id, secret: 'changed', isEnabled: false, permissionsLevel: { xapiCredentialPermissionsLevel: 'ROOT' } }] });
  expect(listed.headers['x-total-count']).toBe('1');
  expect((await call('deleteXapiCredential', id)).status).toBe(204);
  await expect(call('getXapiCredential', id)).rejects.toMatchObject({ status: 404 });

  const target = { url: 'https://lrs.example/', userName: 'u', password: 'p' };
  const pipe = await call('createStatementPipe', { target });
  expect(pipe).toMatchObject({ status: 200, data: { result: expect.any(String) } });
  expect((await call('getStatementPipe', pipe.data['result'])).data).toMatchObject({ id: pipe.data['result'], attempts: 0, target });
  const source = { url: 'https://other.example/statements', userName: 'r', password: 'q' };
  expect(await call('setStatementPipe', 'own-id', { source, target })).toMatchObject({ status: 200, data: { result: 'own-id' } });
  expect((await call('setStatementPipe', 'own-id', { target: { ...target, url: 'https://new.example/' } })).status).toBe(200);
  const pipes = (await call('getStatementPipes')).data['xapiStatementPipes'] as Record<string, unknown>[];
  expect(pipes).toEqual([expect.objectContaining({ id: pipe.data['result'] }), expect.objectContaining({ id: 'own-id', source: expect.objectContaining(source), target: expect.objectContaining({ url: 'https://new.example/' }) })]);
  expect((await call('deleteStatementPipe', 'own-id')).status).toBe(204);
  await expect(call('deleteStatementPipe', 'own-id')).rejects.toMatchObject({ status: 404 });
});

test('the operations of Zoomi and of content connectors are refused in words', async () => {
  const [zoomi, connectors] = [caller('ZoomiApi'), caller('ContentConnectorsApi')];
  const refused = { status: 501, message: expect.stringContaining('does not offer') };
  for (const [operation, ...values] of [
    ['getApplicationZoomiCompanyId'], ['setApplicationZoomiCompanyId', { zoomi_company_id: 'x' }], ['getApplicationZoomiPublicKey'], ['deleteApplicationZoomiKeys'], ['getZoomiCourseStatus', 'c', 0], ['deleteZoomiCourse', 'c', 0],
    ['importCourseVersionToZoomi', 'c', 0, { nti: 'a', cta: 'b' }], ['getCourseZoomiEnabled', 'c', 0], ['setCourseZoomiEnabled', 'c', 0, { enabled: true }],
  ] as [string, ...unknown[]][])
    await expect(zoomi(operation, ...values)).rejects.toMatchObject(refused);
  for (const [operation, ...values] of [['getConnectorsList', {}], ['createConnector', { contentConnectorType: 'x', configuration: {} }], ['updateConnector', 'x', { enabled: true }], ['deleteConnector', 'x']] as [string, ...unknown[]][])
    await expect(connectors(operation, ...values)).rejects.toMatchObject(refused);
});

servesItsRows(__filename);
