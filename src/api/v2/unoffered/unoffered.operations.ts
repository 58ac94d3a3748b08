import type { Operation, Operations } from '../openapi/operation';

const refused = (id: string): Operation => ({ id, summary: 'Not offered: a product of another vendor', status: 501, refusals: [501] });
const version = '/zoomi/course/{courseId}/version/{versionId}';

/** Operations of products that SCORM Cloud connects to; they say so in words. */
export const unofferedOperations: Operations = {
  'GET /contentConnectors': refused('getConnectorsList'),
  'POST /contentConnectors': refused('createConnector'),
  'PUT /contentConnectors/{connectorId}': refused('updateConnector'),
  'DELETE /contentConnectors/{connectorId}': refused('deleteConnector'),
  'GET /zoomi': refused('getApplicationZoomiCompanyId'),
  'PUT /zoomi': refused('setApplicationZoomiCompanyId'),
  'GET /zoomi/key': refused('getApplicationZoomiPublicKey'),
  'DELETE /zoomi/key': refused('deleteApplicationZoomiKeys'),
  [`GET ${version}`]: refused('getZoomiCourseStatus'),
  [`DELETE ${version}`]: refused('deleteZoomiCourse'),
  [`PUT ${version}/import`]: refused('importCourseVersionToZoomi'),
  [`GET ${version}/enabled`]: refused('getCourseZoomiEnabled'),
  [`PUT ${version}/enabled`]: refused('setCourseZoomiEnabled'),
};
