package dev.roomcast.it;

import dev.roomcast.testkit.ServerProcess;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Marks tests of the fast transport only. {@code ROOMCAST_TRANSPORT=portable} in the environment runs all other tests
 * with the portable transport.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FastTransport.Condition.class)
@interface FastTransport {

    /** The reason why the portable transport cannot pass the test. */
    String value();

    /** Skips these tests with a message. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String reason = AnnotationSupport.findAnnotation(context.getElement(), FastTransport.class)
                    .map(FastTransport::value)
                    .orElse(null); // a method of an annotated class
            if (reason == null || !"portable".equals(ServerProcess.TRANSPORT)) {
                return ConditionEvaluationResult.enabled("the fast transport");
            }
            System.err.println("NOT with the portable transport: " + context.getDisplayName() + ": " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
