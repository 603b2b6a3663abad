const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The five fields of cron as systemd's `OnCalendar` has them. */
export function toCalendar(cron: string): string {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = cron.split(' ');
  const days = weekday === '*' ? '' : `${weekdays(weekday)} `;
  return `${days}*-${field(month, 1)}-${field(day, 1)} ${field(hour, 0)}:${field(minute, 0)}:00`;
}

function field(text: string, least: number): string {
  return text
    .split(',')
    .map((part) => {
      const [range = '', step] = part.split('/');
      const [first, last] = range.split('-');
      const numbers = range === '*' ? (step ? pad(String(least)) : '*') : last === undefined ? pad(first) : `${pad(first)}..${pad(last)}`;
      return step ? `${numbers}/${step}` : numbers;
    })
    .join(',');
}

/** systemd knows days of the week by their names alone, and no steps among them. */
function weekdays(text: string): string {
  const wanted = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '0', last] = range === '*' ? ['0', '6'] : range.split('-');
    const end = Number(last ?? (part.includes('/') ? 6 : first));
    for (let day = Number(first); day <= end; day += Number(step)) {
      wanted.add(day % 7);
    }
  }
  return [...wanted]
    .sort((a, b) => a - b)
    .map((day) => DAYS[day])
    .join(',');
}

function pad(number = ''): string {
  return number.padStart(2, '0');
}
