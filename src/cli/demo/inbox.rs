//! The demo's desk: a webhook receiver that checks every signature, refuses the first message once
//! (so that a retry is seen), and says what it got.

use std::collections::HashSet;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedSender;

use super::press::{header, read_head};
use crate::base::{Secret, Timestamp};
use crate::cli::visible::visible;
use crate::io::webhook;

const LARGEST: usize = 64 << 10;

/// One message at the desk, in lines to print.
pub(super) struct News {
    pub(super) taken: bool,
    pub(super) lines: Vec<String>,
}

/// Serves until the task is dropped.
pub(super) async fn serve(listener: TcpListener, secret: Secret, tell: UnboundedSender<News>) {
    let mut seen = HashSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        // One after the other: the desk is one person.
        let Ok(news) = answer(stream, &secret, &mut seen).await else { continue };
        if tell.send(news).is_err() {
            return;
        }
    }
}

async fn answer(
    mut stream: TcpStream,
    secret: &Secret,
    seen: &mut HashSet<String>,
) -> std::io::Result<News> {
    let head = read_head(&mut stream).await?;
    let body = read_body(&mut stream, &head).await?;
    let id = header(&head, "webhook-id").to_owned();
    let signed = is_signed(&head, &id, &body, secret);
    let first_of_all = seen.is_empty();
    let repeated = !seen.insert(id.clone());
    let (status, news) = if !signed {
        let lines = vec!["a message with a wrong signature; refused".to_owned()];
        ("401 Unauthorized", News { taken: false, lines })
    } else if first_of_all {
        let lines = vec![format!("answers 500 to message {id}, as a desk under repair would")];
        ("500 Internal Server Error", News { taken: false, lines })
    } else {
        let again = if repeated { " (again, under the same id)" } else { "" };
        let mut lines = vec![format!("message {id}{again}, signature good")];
        lines.extend(lines_of(&body));
        ("204 No Content", News { taken: true, lines })
    };
    let reply = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(reply.as_bytes()).await?;
    stream.shutdown().await?;
    Ok(news)
}

async fn read_body(stream: &mut TcpStream, head: &str) -> std::io::Result<String> {
    let (headers, rest) = head.split_once("\r\n\r\n").unwrap_or((head, ""));
    let length: usize = header(headers, "content-length").parse().unwrap_or(0);
    let mut body = rest.as_bytes().to_vec();
    let mut piece = [0_u8; 4096];
    while body.len() < length.min(LARGEST) {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            break;
        }
        body.extend_from_slice(piece.get(..read).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// The signature made again from what arrived must be the one that came with it.
fn is_signed(head: &str, id: &str, body: &str, secret: &Secret) -> bool {
    let at = header(head, "webhook-timestamp").parse().ok();
    let Some(at) = at.and_then(|seconds| Timestamp::from_second(seconds).ok()) else {
        return false;
    };
    let made = webhook::headers(std::slice::from_ref(secret), id, at, body);
    made.is_ok_and(|made| made.get("webhook-signature") == Some(header(head, "webhook-signature")))
}

fn lines_of(body: &str) -> Vec<String> {
    let message: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |value: &Value, part: &str| {
        let found = value.pointer(part).and_then(Value::as_str);
        visible(found.unwrap_or_default()).into_owned()
    };
    let mut lines = Vec::new();
    let findings = message.pointer("/data/findings").and_then(Value::as_array);
    for finding in findings.into_iter().flatten() {
        lines.push(format!("  {}", text(finding, "/headline")));
        for side in ["/previous", "/claim"] {
            let Some(claim) = finding.pointer(side).filter(|claim| claim.is_object()) else {
                continue;
            };
            let (value, outlet) = (text(claim, "/value"), text(claim, "/outlet"));
            lines.push(format!("     {value}: \"{}\" - {outlet}", text(claim, "/quote")));
        }
        let detail = text(finding, "/detail");
        if !detail.is_empty() {
            lines.push(format!("     {detail}"));
        }
    }
    lines
}
