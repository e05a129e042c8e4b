-- An app has a colour, which its payers' pages are drawn in.

-- AlterTable
ALTER TABLE "apps" ADD COLUMN     "brand_color" CHAR(7);

-- It is written into the style of pages as it stands.
ALTER TABLE "apps" ADD CONSTRAINT apps_brand_color_form CHECK (brand_color ~ '^#[0-9a-f]{6}$');
