import { LabApp } from './constructs';
import { SampleStack } from './stacks/sample-stack';

const app = new LabApp();

new SampleStack(app, 'lab');

app.synth();
