import { answerLink } from './answer-link.tsx';

export { answerLink as GET };
