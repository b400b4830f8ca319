"""The chat page in a real browser, with the echo bot behind it."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.preview.echo import keyboard
from tests.waiting import CEILING

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
QUOTE = "<blockquote expandable>" + "\n".join(f"Ligne {i}" for i in range(1, 9)) + "</blockquote>"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no browser: install the package chromium"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser, server) -> AsyncIterator[Page]:
    """The page on a phone's screen; whatever it logs as an error fails the test."""
    page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page.set_default_timeout(1000 * CEILING)
    expect.set_options(timeout=1000 * CEILING)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await page.goto(server.url)
    yield page
    assert errors == []


def bot_said(page: Page):
    return page.get_by_role("article", name="Bot").last


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.get_by_role("textbox", name="Message").press("Enter")


async def test_a_newcomer_starts_writes_presses_and_reads(echo_bot, page):
    await page.get_by_role("button", name="Démarrer").click()
    await expect(bot_said(page)).to_contain_text("Bonjour, comptons.")
    await expect(bot_said(page).locator("strong")).to_have_text("Bonjour")
    await expect(page.get_by_role("button", name="Démarrer")).to_be_hidden()
    await page.get_by_role("button", name="Ajouter (0)").click()
    await expect(page.locator("#toast")).to_have_text("Compté : 1")
    await expect(bot_said(page)).to_contain_text("Compte : 1")
    await expect(page.get_by_role("article", name="Bot")).to_have_count(1)
    await page.get_by_role("button", name="Valider").click()
    await expect(page.get_by_role("dialog")).to_contain_text("C’est validé.")
    await page.get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Effacer").click()
    await expect(page.get_by_role("article", name="Bot")).to_have_count(0)
    await write(page, "six heures")
    await expect(bot_said(page)).to_contain_text("Vous avez dit : six heures")
    await page.get_by_role("button", name="Modifier ce message").last.click()
    await write(page, "sept heures")
    await expect(bot_said(page)).to_contain_text("Corrigé : sept heures")
    await expect(page.get_by_role("article", name="Vous").last).to_contain_text("modifié")
    await page.reload()
    await expect(bot_said(page)).to_contain_text("Corrigé : sept heures")


async def test_a_document_opens_and_a_photo_is_seen(echo_bot, page):
    await write(page, "/document")
    card = page.get_by_role("link", name="cahier.pdf")
    await expect(card).to_contain_text("o")
    answer = await page.request.get(await card.evaluate("card => card.href"))
    assert (answer.headers["content-type"], (await answer.body())[:5]) == ("application/pdf", b"%PDF-")
    async with page.expect_popup() as opened:
        await card.click()
    # The browser's PDF viewer keeps the address of the file to itself: a tab of its own is what can be seen.
    await (await opened.value).close()
    await page.get_by_role("button", name="Joindre").click()
    await page.get_by_role("menuitem", name="Photo").click()
    await expect(bot_said(page)).to_contain_text("Reçu : photo")
    assert await page.get_by_role("img", name="Photo").evaluate("image => image.naturalWidth") == 320


async def test_each_person_has_a_chat_and_may_block_the_bot(echo_bot, page):
    await write(page, "moi seule")
    await expect(bot_said(page)).to_contain_text("moi seule")
    await page.get_by_label("Personne").select_option(label="Nouvelle personne")
    await expect(page.get_by_text("Aucun message pour l’instant")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(0)
    await page.get_by_role("button", name="Réglages").click()
    await page.get_by_role("menuitem", name="Bloquer le bot").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_disabled()
    await page.get_by_label("Personne").select_option(label="Camille")
    await expect(bot_said(page)).to_contain_text("moi seule")
    await expect(page.get_by_role("textbox", name="Message")).to_be_enabled()


async def test_the_page_shows_what_the_bot_announces(bot, telegram, page):
    await write(page, "bonjour")
    await expect(page.get_by_role("article")).to_have_count(1)
    [person] = telegram.people
    await bot.set_my_commands([{"command": "aide", "description": "Obtenir de l’aide"}])
    await bot.send_chat_action(person, "typing")
    await expect(page.get_by_text("écrit…")).to_be_visible()
    sent = await bot.send_message(person, QUOTE, parse_mode="HTML", reply_markup=keyboard(0))
    unfold = page.get_by_role("button", name="Déplier")
    folded = await page.locator(".quoted").evaluate("quote => quote.clientHeight")
    await unfold.click()
    assert await page.locator(".quoted").evaluate("quote => quote.clientHeight") > 2 * folded
    await page.get_by_role("button", name="Ajouter (0)").click()
    await expect(page.get_by_role("button", name="Ajouter (0)")).to_have_attribute("aria-busy", "true")
    await bot.answer_callback_query(next(iter(telegram.queries)))
    await expect(page.get_by_role("button", name="Ajouter (0)")).to_have_attribute("aria-busy", "false")
    await bot.send_message(person, f"https://t.me/{(await bot.me()).username}?start=invite-7")
    await page.get_by_role("link", name="start=invite-7").click()
    await page.get_by_label("Personne").select_option(label="Nouvelle personne")
    await page.get_by_role("button", name="Démarrer").click()
    await expect(page.get_by_role("article", name="Vous")).to_contain_text("/start invite-7")
    await page.get_by_role("button", name="Commandes").click()
    await page.get_by_role("menuitem", name="Obtenir de l’aide").click()
    await expect(page.get_by_role("article", name="Vous").last).to_contain_text("/aide")
    assert sent.message_id in telegram.people[person].messages


async def test_nothing_overflows_on_a_narrow_phone(bot, telegram, page):
    await write(page, "x" * 300)
    await expect(page.get_by_role("article")).to_have_count(1)
    [person] = telegram.people
    await bot.send_message(person, "y" * 300, reply_markup=keyboard(0))
    await expect(page.get_by_role("article")).to_have_count(2)
    await page.set_viewport_size({"width": 360, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await page.get_by_role("log").evaluate("chat => chat.scrollWidth <= chat.clientWidth")
    await expect(page.get_by_role("button", name="Envoyer")).to_be_in_viewport()
