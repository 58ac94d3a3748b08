/** The SCORM 1.2 API of an LMS. What its functions answer is not to be trusted. */
export interface ScormApi {
  LMSInitialize(nothing: ''): unknown;
  LMSGetValue(element: string): unknown;
  LMSSetValue(element: string, value: string): unknown;
  LMSCommit(nothing: ''): unknown;
  LMSFinish(nothing: ''): unknown;
  LMSGetLastError?(): unknown;
}

/** The SCORM 2004 API of an LMS (IEEE 1484.11.2). What its functions answer is not to be trusted. */
export interface Scorm2004Api {
  Initialize(nothing: ''): unknown;
  GetValue(element: string): unknown;
  SetValue(element: string, value: string): unknown;
  Commit(nothing: ''): unknown;
  Terminate(nothing: ''): unknown;
  GetLastError?(): unknown;
}
