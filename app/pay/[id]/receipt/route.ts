import { answerOwnReceipt } from './answer-own.tsx';

export { answerOwnReceipt as GET };
