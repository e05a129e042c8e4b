import { answerCodeForm } from './answer-receipt.tsx';

export { answerCodeForm as GET };
