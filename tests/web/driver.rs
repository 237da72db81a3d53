//! A real browser through its driver: `WebDriver` over plain HTTP, no more of it than the tests need.

use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// How a browser is started: its own profile, and nothing that talks to its maker.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

pub(crate) struct Browser {
    driver: Child,
    client: reqwest::Client,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one; `None`, loudly, where there is no Chromium with its driver.
    pub(crate) async fn start(dark: bool) -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = started else {
            eprintln!("SKIPPED: no chromedriver here; install chromium and chromium-driver");
            return None;
        };
        wait_for_start(&mut driver);
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        if dark {
            arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let asked = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": { "args": arguments } } } });
        let base = format!("http://127.0.0.1:{port}/session");
        let reply = client.post(&base).body(asked.to_string()).send().await.unwrap();
        let made: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        let id = made["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{made}"));
        let session = format!("{base}/{id}");
        let browser = Self { driver, client, session, _profile: profile };
        // What is looked for may stand on a page that is still on its way.
        browser.call("timeouts", &json!({ "implicit": 10_000 })).await;
        Some(browser)
    }

    async fn call(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}/{path}", self.session)).body(body.to_string());
        let text = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert!(answer["value"]["error"].is_null(), "{path} {body}: {answer}");
        answer["value"].clone()
    }

    async fn ask(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}/{path}", self.session));
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["value"].clone()
    }

    pub(crate) async fn open(&self, url: &str) {
        self.call("url", &json!({ "url": url })).await;
    }

    pub(crate) async fn url(&self) -> String {
        self.ask("url").await.as_str().unwrap().to_owned()
    }

    pub(crate) async fn resize(&self, width: u32, height: u32) {
        // A headless window may not be narrower than 500; a phone is emulated.
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": width < 500 });
        let asked = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics });
        self.call("goog/cdp/execute", &asked).await;
    }

    /// Runs a script and gives what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.call("execute/sync", &json!({ "script": script, "args": [] })).await
    }

    /// The same for a script that calls its last argument when it is done.
    pub(crate) async fn run_async(&self, script: &str) -> Value {
        self.call("execute/async", &json!({ "script": script, "args": [] })).await
    }

    async fn find(&self, css: &str) -> String {
        let found = self.call("element", &json!({ "using": "css selector", "value": css })).await;
        let id = found.as_object().and_then(|found| found.values().next()?.as_str());
        id.unwrap_or_else(|| panic!("no {css}")).to_owned()
    }

    pub(crate) async fn click(&self, css: &str) {
        let id = self.find(css).await;
        self.call(&format!("element/{id}/click"), &json!({})).await;
    }

    pub(crate) async fn text(&self, css: &str) -> String {
        let id = self.find(css).await;
        self.ask(&format!("element/{id}/text")).await.as_str().unwrap().to_owned()
    }

    /// Types into what has the focus; one key a character, `\u{e007}` is Enter.
    pub(crate) async fn press(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({ "type": "keyDown", "value": key.to_string() }));
            actions.push(json!({ "type": "keyUp", "value": key.to_string() }));
        }
        let typed = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.call("actions", &typed).await;
    }

    /// Writes the page as it looks to `target/screenshots`, also what stands below the window.
    pub(crate) async fn photograph(&self, name: &str) {
        use base64::Engine as _;
        let size = self
            .run("return [innerWidth, Math.min(document.documentElement.scrollHeight, 2600)]")
            .await;
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let asked = json!({ "cmd": "Page.captureScreenshot", "params": params });
        let image = self.call("goog/cdp/execute", &asked).await;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(image["data"].as_str().unwrap())
            .unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/screenshots");
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(format!("{folder}/{name}.png"), bytes).unwrap();
    }

    pub(crate) async fn close(self) {
        drop(self.client.delete(&self.session).send().await);
    }
}

/// The driver says on its first lines that it listens.
fn wait_for_start(driver: &mut Child) {
    use std::io::BufRead as _;
    let out = driver.stdout.take().unwrap();
    for line in std::io::BufReader::new(out).lines().take(20) {
        if line.is_ok_and(|line| line.contains("started successfully")) {
            return;
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
