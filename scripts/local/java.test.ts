import { expect, it } from 'vitest';
import { javaMajor } from './java.ts';

it.each([
  { printed: 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', major: 17 },
  { printed: 'java version "1.8.0_402"', major: 8 },
  { printed: 'openjdk version "21" 2023-09-19', major: 21 },
  { printed: 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "25-ea" 2025-09-16', major: 25 },
  { printed: 'The operation couldn’t be completed. Unable to locate a Java Runtime.', major: undefined },
  { printed: '', major: undefined },
])('reads Java $major of $printed', ({ printed, major }) => {
  expect(javaMajor(printed)).toBe(major);
});
