/** What one dispatch may be downloaded as. The words are those of the parameter `type`. */
export const packageFormats = ['SCORM_12', 'SCORM_2004_3RD', 'SCORM_2004_4TH', 'AICC', 'CMI5', 'LINK', 'LTI_11', 'LTI_13'] as const;
export type PackageFormat = (typeof packageFormats)[number];
/** Formats with a page that runs in the LMS. */
export type ScormFormat = Extract<PackageFormat, `SCORM_${string}`>;
export const isScorm = (format: PackageFormat): format is ScormFormat => Object.hasOwn(formatFacts, format);

/** The format a word means, however it is written: SCORM_12 is SCORM12 in older clients. */
export const formatOf = (word: string): PackageFormat | undefined => packageFormats.find((format) => format.replace(/_/g, '') === word.replace(/[_ .-]/g, '').toUpperCase().replace(/EDITION$/, ''));

/** Whether a download has a key of its own. Launches by LTI are signed by the platform. */
export const hasKey = (format: PackageFormat): boolean => !format.startsWith('LTI');

interface FormatFacts {
  manifest: string;
  /** Below dist/browser: the schemas that the manifest refers to. */
  schemaFolder: string;
  schemas: readonly string[];
  /** What the package's config says of it. */
  edition: { s?: '2004' };
  schemaVersion: string;
}

/** IMS Content Packaging, ADL's extensions of it, and simple sequencing with its parts (CAM, 3.4). */
const schemas2004 = [
  'imscp_v1p1.xsd', 'adlcp_v1p3.xsd', 'adlseq_v1p3.xsd', 'adlnav_v1p3.xsd', 'imsss_v1p0.xsd', 'imsss_v1p0auxresource.xsd', 'imsss_v1p0control.xsd', 'imsss_v1p0delivery.xsd', 'imsss_v1p0limit.xsd', 'imsss_v1p0objective.xsd',
  'imsss_v1p0random.xsd', 'imsss_v1p0rollup.xsd', 'imsss_v1p0seqrule.xsd', 'imsss_v1p0util.xsd', 'xml.xsd', 'XMLSchema.dtd', 'datatypes.dtd',
];
const scorm2004 = (schemaFolder: string, schemaVersion: string): FormatFacts => ({ manifest: 'dispatch-package/imsmanifest-2004.xml.hbs', schemaFolder, schemas: schemas2004, edition: { s: '2004' }, schemaVersion });

export const formatFacts: Readonly<Record<ScormFormat, FormatFacts>> = {
  SCORM_12: {
    manifest: 'dispatch-package/imsmanifest.xml.hbs', schemaFolder: 'scorm12edition', schemas: ['adlcp_rootv1p2.xsd', 'imscp_rootv1p1p2.xsd', 'imsmd_rootv1p2p1.xsd', 'ims_xml.xsd'], edition: {}, schemaVersion: '1.2',
  },
  SCORM_2004_3RD: scorm2004('scorm20043rdedition', '2004 3rd Edition'),
  SCORM_2004_4TH: scorm2004('scorm20044thedition', '2004 4th Edition'),
};
