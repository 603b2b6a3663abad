/** The Python between uWSGI and a function: a call that fails gets an answer, and the log says why; uWSGI alone would hang up. */
export function renderServer(script: string, handler: string): string {
  return `import importlib.util
import sys
import traceback


def load():
    spec = importlib.util.spec_from_file_location('function', ${JSON.stringify(script)})
    function = importlib.util.module_from_spec(spec)
    sys.modules['function'] = function
    spec.loader.exec_module(function)
    return function.${handler}


try:
    handler = load()
except Exception:
    traceback.print_exc()
    handler = None


def application(environ, start_response):
    failure = None
    try:
        if handler is not None:
            return handler(environ, start_response)
    except Exception:
        failure = sys.exc_info()
        traceback.print_exc()
    start_response('500 Internal Server Error', [('Content-Type', 'text/plain')], failure)
    return [b'The function failed; its log says why.\\n']
`;
}
