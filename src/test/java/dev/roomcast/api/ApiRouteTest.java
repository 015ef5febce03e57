package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of requests to the API, with one character for each byte. */
class ApiRouteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/users/\u00c3\u00a9/ban",
                "/api/users/%E9",
                "/api/users/k%ED%A0%BD/ban",
                "/api/users/%F0%9F%98",
                "/api/rooms?prefix=%ff",
                "/api/rooms?prefix=%z1",
                "/api/rooms?prefix=%4"
            })
    void refuses_an_address_that_is_not_percent_encoded_utf_8(String address) {
        ProblemException problem = assertThrows(ProblemException.class, () -> ApiRoute.checkAddress(address));
        assertEquals(400, problem.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/users/%C3%A9/ban", "/api/rooms?prefix=a+b&after=%F0%9F%98%80", "/api/users/%EF%BF%BD"})
    void accepts_percent_encoded_utf_8(String address) {
        ApiRoute.checkAddress(address);
    }
}
