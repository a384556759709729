import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export interface DropTargetProps {
  /** Class of the box; while files hang above it, it has `<name>-over` too. */
  readonly name: string;
  readonly testId?: string;
  readonly onDrop: (dropped: DataTransfer) => void;
  readonly children: ComponentChildren;
}

/** Takes files that are dropped on it; says so while they hang above. */
export function DropTarget({ name, testId, onDrop, children }: DropTargetProps) {
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  return (
    <div
      class={over ? `${name} ${name}-over` : name}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget))
          setOver(false);
      }}
      onDrop={(event) => {
        if (!event.dataTransfer || !takes(event)) return;
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer);
      }}
    >
      {children}
    </div>
  );
}
