import { answerReceipt } from '../answer-receipt.tsx';

export { answerReceipt as GET };
