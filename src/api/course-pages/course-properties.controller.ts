import { Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeCourseProperties } from '../../courses/change-course-properties';
import { GrantCourseEditor } from '../../courses/editor/grant-course-editor';
import { ReadCourseEditor } from '../../courses/editor/read-course-editor';
import { changesIn, formOf, withChanges, wrongField } from './properties-form';
import { CoursePropertiesFilter } from './course-properties.filter';
import { addressOf, PropertiesPages } from './properties-pages';

type Q = Record<string, unknown>;
const textIn = (value: unknown) => (typeof value === 'string' ? value : '');

/** The page that links to the properties of a course lead to. */
@Controller('course-properties')
@UseFilters(CoursePropertiesFilter)
export class CoursePropertiesController {
  constructor(
    private readonly grants: GrantCourseEditor,
    private readonly editor: ReadCourseEditor,
    private readonly change: ChangeCourseProperties,
    private readonly pages: PropertiesPages,
  ) {}

  @Get()
  async page(@Query() query: Q, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const auth = textIn(query['auth']);
    const course = await this.editor.run(this.grants.read(auth));
    await this.pages.send(request, reply, { auth, course, isSaved: query['saved'] === '1' });
  }

  @Post()
  async save(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    const auth = form['auth'] ?? '';
    const of = this.grants.read(auth);
    const course = await this.editor.run(of);
    const changes = changesIn(form, course.settings);
    const wrong = await this.change.run(of, changes).then(() => undefined, wrongField);
    if (wrong) return this.pages.send(request, reply, { auth, course: { ...course, settings: withChanges(course.settings, changes.settings) }, entered: changes.title, wrong });
    await reply.code(303).header('location', addressOf({ lang: form['lang'] ?? '', saved: '1', auth })).send();
  }
}
