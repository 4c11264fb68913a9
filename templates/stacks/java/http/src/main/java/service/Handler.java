<%= header() %>

package service;

import com.sun.net.httpserver.HttpExchange;

/** Answers requests, several at once. */
@FunctionalInterface
interface Handler {
    Response answer(HttpExchange request) throws Exception;
}
