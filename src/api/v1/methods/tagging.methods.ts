import { Injectable } from '@nestjs/common';
import { TagCourses } from '../../../courses/tag-courses';
import { TagLearners } from '../../../learners/tag-learners';
import { TagRegistrations } from '../../../registrations/tag-registrations';
import { elements, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { required } from '../v1-parameters';
import { tagsOf } from '../v1-texts';
import { element } from '../../../platform/xml/xml-elements.rules';
import { tagList } from './destinations.methods';

interface Tagging {
  read(applicationId: string, id: string): Promise<string[]>;
  add(applicationId: string, ids: readonly string[], tags: readonly string[]): Promise<void>;
  remove(applicationId: string, id: string, tags: readonly string[]): Promise<void>;
  replace(applicationId: string, id: string, tags: readonly string[]): Promise<void>;
}

/** The words of `tag`, which .NET calls `tags`; at least one. */
function someTags(call: V1Call): string[] {
  const tags = tagsOf(call, 'tag', 'tags');
  if (!tags?.length) throw v1.missing('tag');
  return tags;
}

/** `tags`, which may be empty but not absent. */
function allTags(call: V1Call): string[] {
  const tags = tagsOf(call, 'tags');
  if (!tags) throw v1.missing('tags');
  return tags;
}

/** The four methods of things that are named by the parameter `id`. */
function methodsOf(thing: 'Course' | 'Learner' | 'Registration', id: string, tagging: Tagging): V1Methods {
  const done = async (work: Promise<void>) => {
    await work;
    return elements(element('success'));
  };
  const signedBy = 'application' as const;
  return {
    [`rustici.tagging.get${thing}Tags`]: { signedBy, run: async (call) => elements(tagList(await tagging.read(call.applicationId, required(call, id)))) },
    [`rustici.tagging.set${thing}Tags`]: { signedBy, run: (call) => done(tagging.replace(call.applicationId, required(call, id), allTags(call))) },
    [`rustici.tagging.add${thing}Tag`]: { signedBy, run: (call) => done(tagging.add(call.applicationId, [required(call, id)], someTags(call))) },
    [`rustici.tagging.remove${thing}Tag`]: { signedBy, run: (call) => done(tagging.remove(call.applicationId, required(call, id), someTags(call))) },
  };
}

/** rustici.tagging: words on courses, learners and registrations. */
@Injectable()
export class TaggingMethods implements V1MethodGroup {
  readonly methods: V1Methods;

  constructor(courses: TagCourses, learners: TagLearners, registrations: TagRegistrations) {
    this.methods = { ...methodsOf('Course', 'courseid', courses), ...methodsOf('Learner', 'learnerid', learners), ...methodsOf('Registration', 'regid', registrations) };
  }
}
