package dev.roomcast.rules.dispatch;

/** Is told what goes wrong with rules. Thread: any. */
public interface RuleReporter {

    /**
     * A rule threw, or decided something impossible.
     *
     * @param what the method or event that it was about
     */
    void failed(Class<?> rule, String room, String what, Throwable cause);

    /** A rule did not decide in time. */
    void timedOut(Class<?> rule, String room, String what);

    /** Too many rules block at once. */
    void overloaded(Class<?> rule, String room, String what);

    /** A reaction of a rule was not carried out. */
    void dropped(Class<?> rule, String room, String what, String why);
}
