import { Page } from '../kit/parts';
import { say } from '../kit/texts';
import { DispatchList } from './dispatch-list';

export const Dispatches = () => <Page title={say('dispatches.title')} lead={say('dispatches.lead')}><DispatchList /></Page>;
