/** The last resort: a fault of the page itself shows a sentence instead of nothing. Mining goes on anyway. */
import { Component, type ReactNode } from 'react';
import { Gate } from './Gate.tsx';

interface ErrorFenceState {
  readonly error: Error | null;
}

export class ErrorFence extends Component<{ readonly children: ReactNode }, ErrorFenceState> {
  override state: ErrorFenceState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorFenceState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Gate kind="broken" detail={error.message} />;
  }
}
