'use client';

import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay, Button as Opener } from 'react-aria-components';
import { useFormStatus } from 'react-dom';
import { Button, buttonClass } from '#components/ui/button.tsx';
import { Hidden } from './hidden.tsx';

export interface ConfirmButtonProps {
  /** On the button; a verb. */
  label: string;
  /** A question with the object's name in it. */
  question: string;
  /** What happens then, in words. */
  consequence: ReactNode;
  /** On the button that does it, where that is another verb. */
  confirm?: string;
  cancel: string;
  /** A server action, and what it needs to know. */
  action: (form: FormData) => Promise<void>;
  hidden?: Readonly<Record<string, string | undefined>>;
  tone?: 'second' | 'quiet';
  /** `danger`, unless what happens can be taken back or hurts nobody. */
  act?: 'danger' | 'main';
  /** Further fields of the form, such as a reason. */
  children?: ReactNode;
}

/** A dangerous action: asked twice, with its consequence in words, and the way back first in reach. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const {
    label,
    question,
    consequence,
    confirm = label,
    cancel,
    action,
    hidden = {},
    tone = 'second',
    act = 'danger',
  } = props;
  return (
    <DialogTrigger>
      <Opener className={buttonClass({ size: 'small', tone })}>{label}</Opener>
      <ModalOverlay className="dialog-shade" isDismissable>
        <Modal>
          <Dialog role="alertdialog" className="panel dialog">
            {({ close }) => (
              <form action={action}>
                <Heading slot="title">{question}</Heading>
                <div className="dialog-what">{consequence}</div>
                <Hidden values={hidden} />
                {props.children}
                <div className="ways">
                  <Button type="button" size="small" tone="second" autoFocus onClick={close}>
                    {cancel}
                  </Button>
                  <Confirm act={act}>{confirm}</Confirm>
                </div>
              </form>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

/** Sends once, however often it is pressed while the answer is under way. */
function Confirm({ act, children }: { act: 'danger' | 'main'; children: string }) {
  const { pending } = useFormStatus();
  return (
    <Button
      size="small"
      className={act === 'danger' ? 'btn-danger' : undefined}
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
    >
      {children}
    </Button>
  );
}
