import type { CourseStructure, LanguageText } from './course-structure.rules';
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from './parse-xml.rules';

/** `langstring` (IMS MD 1.2) or `string` (LOM 2002) below an element. */
function textsOf(element: XmlElement | undefined): LanguageText[] {
  const strings = [...childrenOf(element, 'langstring'), ...childrenOf(element, 'string')];
  return strings.flatMap((one) => {
    const value = one.text.trim();
    const language = attributeOf(one, 'lang') ?? attributeOf(one, 'language');
    return value ? [{ value, ...(language && { language }) }] : [];
  });
}

const durationOf = (element: XmlElement | undefined) => textOf(element, 'datetime') ?? textOf(element, 'duration') ?? (element?.text.trim() || undefined);

/** Title, description, keywords and durations of a `lom` element (IMS MD 1.2 or IEEE 1484.12.3). */
export function readLom(lom: XmlElement | undefined): CourseStructure['metadata'] & { language?: string } {
  const general = childOf(lom, 'general');
  const technical = childOf(lom, 'technical');
  const educational = childOf(lom, 'educational');
  const version = textsOf(childOf(childOf(lom, 'lifecycle'), 'version'))[0]?.value;
  const duration = durationOf(childOf(technical, 'duration'));
  const typicaltime = durationOf(childOf(educational, 'typicallearningtime'));
  const language = textOf(general, 'language');
  return {
    titles: textsOf(childOf(general, 'title')),
    descriptions: childrenOf(general, 'description').flatMap(textsOf),
    keywords: childrenOf(general, 'keyword').flatMap(textsOf),
    ...(duration && { duration }), ...(typicaltime && { typicaltime }), ...(version && { version }), ...(language && { language }),
  };
}
