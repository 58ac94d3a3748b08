import { useEffect, useState } from 'preact/hooks';
import { read } from '../kit/api';
import { Field } from '../kit/form';
import { say } from '../kit/texts';
import type { CourseData } from './course-shapes';
import type { DestinationRow } from './dispatch-shapes';

const waitMs = 250;

/** Offers what fits while one types. */
function useOffers(find: (word: string) => Promise<{ value: string; label: string }[]>) {
  const [word, setWord] = useState('');
  const [offers, setOffers] = useState<{ value: string; label: string }[]>([]);
  useEffect(() => {
    let isOver = false;
    const wait = setTimeout(() => void find(word).then((found) => !isOver && setOffers(found), () => undefined), waitMs);
    return () => {
      isOver = true;
      clearTimeout(wait);
    };
  }, [word]);
  return { offers, setWord };
}

export function CourseField({ value = '' }: { value?: string | undefined }) {
  const { offers, setWord } = useOffers(async (word) => {
    const find = (filterBy: string) => read<{ courses: CourseData[] }>('/courses', word ? { filter: word, filterBy } : { orderBy: 'updated_desc' });
    const { courses } = await find('title');
    return (courses.length ? courses : (await find('course_id')).courses).map(({ id, title }) => ({ value: id, label: title ?? id }));
  });
  return <Field name="courseId" label={say('courses.course')} hint={say('pick.course')} value={value} options={offers} onInput={setWord} required />;
}

/** The title of a course while its id is being typed; nothing until the id is one. */
export function useCourseTitle(id: string): string | undefined {
  const { offers, setWord } = useOffers(async (word) => {
    const { courses } = word ? await read<{ courses: CourseData[] }>('/courses', { filter: word, filterBy: 'course_id' }) : { courses: [] };
    return courses.map((course) => ({ value: course.id, label: course.title ?? course.id }));
  });
  useEffect(() => setWord(id), [id]);
  return offers.find(({ value }) => value === id)?.label;
}

export function DestinationField({ value = '' }: { value?: string | undefined }) {
  const { offers, setWord } = useOffers(async (word) => {
    const { destinations } = await read<{ destinations: DestinationRow[] }>('/dispatch/destinations', word ? { filter: word } : { orderBy: 'updated_desc' });
    return destinations.map(({ id, data }) => ({ value: id, label: data.name }));
  });
  return <Field name="destinationId" label={say('destinations.one')} hint={say('pick.destination')} value={value} options={offers} onInput={setWord} required />;
}
