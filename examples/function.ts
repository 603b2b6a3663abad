import { docker, Duration, LabApp, LabStack, platform, Size } from '../constructs';

// A program that takes nothing while nobody calls it: curl -d 'some words' http://127.0.0.1:8090/ counts them. It could as well be a file of
// the project, functions/count.py: FunctionCode.fromFile('functions/count.py').
const app = new LabApp({ id: 'function' });
const engine = docker.Engine.local(new LabStack(app, 'function'), 'Docker');

new platform.Function(engine, 'Count', {
  code: platform.FunctionCode.fromText(`
import json
from collections import Counter

def application(environ, start_response):
    text = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0)).decode()
    start_response('200 OK', [('Content-Type', 'application/json')])
    return [json.dumps(Counter(text.split())).encode()]
`),
  idle: Duration.minutes(2),
  memory: Size.mebibytes(128),
}).publish(8090);

app.synth();
