// SPDX-License-Identifier: Apache-2.0
import NIOHTTP1

extension WebAddress {
    /// What every answer says: nothing from elsewhere, nothing inline, in no frame, kept by no cache, seen by no other
    /// site.
    var headers: HTTPHeaders {
        // Not every browser takes WebSockets to be covered by 'self', and none takes an IPv6 address here.
        let sockets = hosts.filter { !$0.hasPrefix("[") }.map { "ws://\($0)" }.joined(separator: " ")
        return [
            "Content-Security-Policy":
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' \(sockets); "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy":
                "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()",
            "Cache-Control": "no-store",
        ]
    }

    /// The name of the cookie. Cookies do not tell ports apart, so the name does.
    var cookieName: String { "tonus_\(port)" }

    /// Lets a browser keep its session: not readable for scripts, not sent from other sites' pages.
    func cookie(_ session: WebSession) -> String {
        "\(cookieName)=\(session.secret.text); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(WebDoor.sessionSeconds)"
    }

    /// Has a browser forget its session.
    var noCookie: String { "\(cookieName)=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0" }

    /// The session that a request belongs to.
    func session(of headers: HTTPHeaders) -> WebSecret? {
        for pair in headers["Cookie"].joined(separator: ";").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0].drop(while: { $0 == " " }) == cookieName { return WebSecret(parts[1]) }
        }
        return nil
    }
}
