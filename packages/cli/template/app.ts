import { LabApp } from 'labcloud/constructs';
import { LabCloud, type LabCloudProps } from './stacks/lab-cloud';

/** The app: which stacks exist. */
export function createApp(props: LabCloudProps = {}): LabApp {
  const app = new LabApp({ id: '{{id}}' });
  new LabCloud(app, 'cloud', props);
  return app;
}
