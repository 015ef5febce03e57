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
 * Tests of the fast transport only. All other tests hold for the portable one, too:
 * {@code ROOMCAST_TRANSPORT=portable} in the environment runs them with it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FastTransport.Condition.class)
@interface FastTransport {

    /** Why the portable one cannot. */
    String value();

    /** Leaves such a test out, and says so. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String reason = AnnotationSupport.findAnnotation(context.getElement(), FastTransport.class)
                    .map(FastTransport::value)
                    .orElse(null); // a method of a class that was judged as a whole
            if (reason == null || !"portable".equals(ServerProcess.TRANSPORT)) {
                return ConditionEvaluationResult.enabled("the fast transport");
            }
            System.err.println("NOT with the portable transport: " + context.getDisplayName() + ": " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
