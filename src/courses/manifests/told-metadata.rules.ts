import type { CourseStructure, LanguageText } from './course-structure.rules';

export interface ToldMetadata {
  title?: string;
  titleLanguage?: string;
  description?: string;
  descriptionLanguage?: string;
  duration?: string;
  typicalTime?: string;
  keywords: string[];
}

const inLanguage = (texts: LanguageText[], language: string | undefined) => texts.find((text) => text.language === language) ?? texts[0];

/** What a manifest tells about its course, in the course's language where it has it, else in the first one. */
export function toldMetadata({ metadata, language }: CourseStructure): ToldMetadata {
  const title = inLanguage(metadata.titles, language);
  const description = inLanguage(metadata.descriptions, language);
  return {
    title: title?.value, titleLanguage: title?.language, description: description?.value, descriptionLanguage: description?.language, duration: metadata.duration, typicalTime: metadata.typicaltime,
    keywords: metadata.keywords.map((keyword) => keyword.value),
  };
}
