import { answerPoster } from './answer-poster.tsx';

export { answerPoster as GET };
