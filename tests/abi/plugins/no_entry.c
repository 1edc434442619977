/* A shared library that is no plugin. */
int certphoto_answer(void);
int certphoto_answer(void) {
  return 42;
}
