-- register: sample-management-systems
-- document: X006
-- edition: sample, as of 2026-02-28
-- engine: csv
-- where: data/sample/registers/management-systems.csv
-- rows recorded by that day: 763
-- the last of them on: 2026-02-20
-- SHA-256 of the published figures: ed7f242914497c4681fe9a24408a77d1e731fdb06b5b64ceac11190095561db1
WITH "t13" AS (
  SELECT
    "t12"."certificate"
  FROM (
    SELECT
      "t11"."certificate",
      COUNT(*) AS "times"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t2"."证书编号" AS "certificate",
          CASE
            WHEN REGEXP_MATCHES("t2"."登记日期", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
            THEN TRY_CAST("t2"."登记日期" AS DATE)
            ELSE NULL
          END AS "moment"
        FROM "register" AS "t2"
      ) AS "t7"
      WHERE
        "t7"."moment" <= MAKE_DATE(2026, 2, 28)
    ) AS "t11"
    GROUP BY
      1
  ) AS "t12"
  WHERE
    "t12"."times" > 1
), "t26" AS (
  SELECT
    "t25"."place",
    "t25"."breakdown_code",
    "t25"."holder",
    COUNT(*) FILTER(WHERE
      "t25"."tied") AS "tied",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2020, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2020, 12, 31)
      )) AS "n_0",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2021, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2021, 12, 31)
      )) AS "n_1",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2022, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2022, 12, 31)
      )) AS "n_2",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2023, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2023, 12, 31)
      )) AS "n_3",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2024, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2024, 12, 31)
      )) AS "n_4",
    COUNT(*) FILTER(WHERE
      (
        "t25"."valid_from" <= MAKE_DATE(2025, 12, 31)
      )
      AND (
        "t25"."valid_to" >= MAKE_DATE(2025, 12, 31)
      )) AS "n_5"
  FROM (
    SELECT
      "t24"."holder",
      "t24"."region",
      "t24"."breakdown",
      "t24"."valid_from",
      "t24"."valid_to",
      "t24"."tied",
      "t24"."word_of_region",
      "t24"."region_code",
      "t24"."word_of_breakdown",
      "t24"."breakdown_code",
      COALESCE("t24"."region_code", '') AS "place"
    FROM (
      SELECT
        "t23"."holder",
        "t23"."region",
        "t23"."breakdown",
        "t23"."valid_from",
        "t23"."valid_to",
        "t23"."tied",
        "t5"."word_of_region",
        "t5"."region_code",
        "t6"."word_of_breakdown",
        "t6"."breakdown_code"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t10"."holder",
            "t10"."region",
            "t10"."breakdown",
            "t10"."valid_from",
            "t10"."valid_to",
            FALSE AS "tied"
          FROM (
            SELECT
              "t2"."证书编号" AS "number",
              "t2"."获证组织" AS "holder",
              "t2"."地区" AS "region",
              "t2"."认证项目" AS "breakdown",
              CASE
                WHEN REGEXP_MATCHES("t2"."有效期起", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                THEN TRY_CAST("t2"."有效期起" AS DATE)
                ELSE NULL
              END AS "valid_from",
              CASE
                WHEN REGEXP_MATCHES("t2"."有效期止", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                THEN TRY_CAST("t2"."有效期止" AS DATE)
                ELSE NULL
              END AS "valid_to",
              CASE
                WHEN REGEXP_MATCHES("t2"."登记日期", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                THEN TRY_CAST("t2"."登记日期" AS DATE)
                ELSE NULL
              END AS "moment"
            FROM "register" AS "t2"
            WHERE
              CASE
                WHEN REGEXP_MATCHES("t2"."登记日期", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                THEN TRY_CAST("t2"."登记日期" AS DATE)
                ELSE NULL
              END <= MAKE_DATE(2026, 2, 28)
          ) AS "t10"
          ANTI JOIN "t13" AS "t15"
            ON "t10"."number" = "t15"."certificate"
        ) AS "t17"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t20"."holder",
            "t20"."region",
            "t20"."breakdown",
            "t20"."valid_from",
            "t20"."valid_to",
            "t20"."alike" > 1 AS "tied"
          FROM (
            SELECT
              "t19"."certificate",
              "t19"."holder",
              "t19"."region",
              "t19"."breakdown",
              "t19"."valid_from",
              "t19"."valid_to",
              COUNT(*) OVER (
                PARTITION BY "t19"."certificate"
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) AS "alike",
              ROW_NUMBER() OVER (
                PARTITION BY "t19"."certificate"
                ORDER BY "t19"."holder" ASC, "t19"."region" ASC, "t19"."breakdown" ASC, "t19"."valid_from" ASC, "t19"."valid_to" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) - 1 AS "place"
            FROM (
              SELECT DISTINCT
                "t18"."certificate",
                "t18"."holder",
                "t18"."region",
                "t18"."breakdown",
                "t18"."valid_from",
                "t18"."valid_to"
              FROM (
                SELECT
                  "t16"."certificate",
                  "t16"."holder",
                  "t16"."region",
                  "t16"."breakdown",
                  "t16"."valid_from",
                  "t16"."valid_to",
                  "t16"."moment",
                  MAX("t16"."moment") OVER (
                    PARTITION BY "t16"."certificate"
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                  ) AS "last"
                FROM (
                  SELECT
                    *
                  FROM (
                    SELECT
                      "t2"."证书编号" AS "certificate",
                      "t2"."获证组织" AS "holder",
                      "t2"."地区" AS "region",
                      "t2"."认证项目" AS "breakdown",
                      CASE
                        WHEN REGEXP_MATCHES("t2"."有效期起", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                        THEN TRY_CAST("t2"."有效期起" AS DATE)
                        ELSE NULL
                      END AS "valid_from",
                      CASE
                        WHEN REGEXP_MATCHES("t2"."有效期止", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                        THEN TRY_CAST("t2"."有效期止" AS DATE)
                        ELSE NULL
                      END AS "valid_to",
                      CASE
                        WHEN REGEXP_MATCHES("t2"."登记日期", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                        THEN TRY_CAST("t2"."登记日期" AS DATE)
                        ELSE NULL
                      END AS "moment"
                    FROM "register" AS "t2"
                    WHERE
                      CASE
                        WHEN REGEXP_MATCHES("t2"."登记日期", '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                        THEN TRY_CAST("t2"."登记日期" AS DATE)
                        ELSE NULL
                      END <= MAKE_DATE(2026, 2, 28)
                  ) AS "t9"
                  WHERE
                    "t9"."certificate" IN (
                      SELECT
                        *
                      FROM "t13"
                    )
                ) AS "t16"
              ) AS "t18"
              WHERE
                "t18"."moment" = "t18"."last"
            ) AS "t19"
          ) AS "t20"
          WHERE
            "t20"."place" = 0
        ) AS "t21"
      ) AS "t23"
      LEFT OUTER JOIN (
        SELECT
          "t0"."word" AS "word_of_region",
          "t0"."code" AS "region_code"
        FROM (
          SELECT
            *
          FROM (VALUES
            ('上海', 'CN-SH'),
            ('云南', 'CN-YN'),
            ('云南省', 'CN-YN'),
            ('内蒙古', 'CN-NM'),
            ('内蒙古自治区', 'CN-NM'),
            ('北京', 'CN-BJ'),
            ('北京市', 'CN-BJ'),
            ('吉林', 'CN-JL'),
            ('吉林省', 'CN-JL'),
            ('四川', 'CN-SC'),
            ('四川省', 'CN-SC'),
            ('天津', 'CN-TJ'),
            ('天津市', 'CN-TJ'),
            ('宁夏', 'CN-NX'),
            ('宁夏回族自治区', 'CN-NX'),
            ('安徽', 'CN-AH'),
            ('安徽省', 'CN-AH'),
            ('山东', 'CN-SD'),
            ('山东省', 'CN-SD'),
            ('山西', 'CN-SX'),
            ('广东', 'CN-GD'),
            ('广东省', 'CN-GD'),
            ('广西', 'CN-GX'),
            ('广西壮族自治区', 'CN-GX'),
            ('新疆', 'CN-XJ'),
            ('新疆维吾尔自治区', 'CN-XJ'),
            ('江苏', 'CN-JS'),
            ('江苏省', 'CN-JS'),
            ('江西', 'CN-JX'),
            ('江西省', 'CN-JX'),
            ('河北', 'CN-HE'),
            ('河北省', 'CN-HE'),
            ('河南', 'CN-HA'),
            ('浙江', 'CN-ZJ'),
            ('浙江省', 'CN-ZJ'),
            ('海南', 'CN-HI'),
            ('海南省', 'CN-HI'),
            ('湖北', 'CN-HB'),
            ('湖北省', 'CN-HB'),
            ('湖南', 'CN-HN'),
            ('甘肃', 'CN-GS'),
            ('甘肃省', 'CN-GS'),
            ('福建', 'CN-FJ'),
            ('福建省', 'CN-FJ'),
            ('西藏', 'CN-XZ'),
            ('西藏自治区', 'CN-XZ'),
            ('贵州', 'CN-GZ'),
            ('贵州省', 'CN-GZ'),
            ('辽宁', 'CN-LN'),
            ('辽宁省', 'CN-LN'),
            ('重庆', 'CN-CQ'),
            ('重庆市', 'CN-CQ'),
            ('陕西', 'CN-SN'),
            ('陕西省', 'CN-SN'),
            ('青海', 'CN-QH'),
            ('黑龙江', 'CN-HL'),
            ('黑龙江省', 'CN-HL')) AS m(word, code)
        ) AS "t0"
      ) AS "t5"
        ON "t23"."region" = "t5"."word_of_region"
      INNER JOIN (
        SELECT
          "t1"."word" AS "word_of_breakdown",
          "t1"."code" AS "breakdown_code"
        FROM (
          SELECT
            *
          FROM (VALUES
            ('信息安全管理体系认证', 'TOTAL'),
            ('环境管理体系认证', 'TOTAL'),
            ('职业健康安全管理体系认证', 'TOTAL'),
            ('质量管理体系认证', 'TOTAL'),
            ('食品农产品认证', 'TOTAL'),
            ('食品农产品认证', 'food-agri')) AS m(word, code)
        ) AS "t1"
      ) AS "t6"
        ON "t23"."breakdown" = "t6"."word_of_breakdown"
    ) AS "t24"
  ) AS "t25"
  GROUP BY
    1,
    2,
    3
), "t28" AS (
  SELECT
    "t27"."place",
    "t27"."breakdown_code",
    SUM("t27"."tied") AS "tied",
    SUM("t27"."n_0") AS "certificates_0",
    SUM("t27"."n_1") AS "certificates_1",
    SUM("t27"."n_2") AS "certificates_2",
    SUM("t27"."n_3") AS "certificates_3",
    SUM("t27"."n_4") AS "certificates_4",
    SUM("t27"."n_5") AS "certificates_5",
    COUNT(*) FILTER(WHERE
      "t27"."n_0" > 0) AS "holders_0",
    COUNT(*) FILTER(WHERE
      "t27"."n_1" > 0) AS "holders_1",
    COUNT(*) FILTER(WHERE
      "t27"."n_2" > 0) AS "holders_2",
    COUNT(*) FILTER(WHERE
      "t27"."n_3" > 0) AS "holders_3",
    COUNT(*) FILTER(WHERE
      "t27"."n_4" > 0) AS "holders_4",
    COUNT(*) FILTER(WHERE
      "t27"."n_5" > 0) AS "holders_5"
  FROM "t26" AS "t27"
  GROUP BY
    1,
    2
)
SELECT
  "t37"."place" AS "region",
  "t37"."breakdown_code" AS "breakdown",
  "t37"."tied",
  "t37"."certificates_0",
  "t37"."certificates_1",
  "t37"."certificates_2",
  "t37"."certificates_3",
  "t37"."certificates_4",
  "t37"."certificates_5",
  "t37"."holders_0",
  "t37"."holders_1",
  "t37"."holders_2",
  "t37"."holders_3",
  "t37"."holders_4",
  "t37"."holders_5"
FROM (
  SELECT
    *
  FROM "t28" AS "t30"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      'CN' AS "place",
      "t35"."breakdown_code",
      "t35"."tied",
      "t35"."certificates_0",
      "t35"."certificates_1",
      "t35"."certificates_2",
      "t35"."certificates_3",
      "t35"."certificates_4",
      "t35"."certificates_5",
      "t35"."holders_0",
      "t35"."holders_1",
      "t35"."holders_2",
      "t35"."holders_3",
      "t35"."holders_4",
      "t35"."holders_5"
    FROM (
      SELECT
        "t34"."breakdown_code",
        "t34"."tied",
        "t34"."certificates_0",
        "t34"."certificates_1",
        "t34"."certificates_2",
        "t34"."certificates_3",
        "t34"."certificates_4",
        "t34"."certificates_5",
        "t33"."holders_0",
        "t33"."holders_1",
        "t33"."holders_2",
        "t33"."holders_3",
        "t33"."holders_4",
        "t33"."holders_5"
      FROM (
        SELECT
          "t30"."breakdown_code",
          SUM("t30"."tied") AS "tied",
          SUM("t30"."certificates_0") AS "certificates_0",
          SUM("t30"."certificates_1") AS "certificates_1",
          SUM("t30"."certificates_2") AS "certificates_2",
          SUM("t30"."certificates_3") AS "certificates_3",
          SUM("t30"."certificates_4") AS "certificates_4",
          SUM("t30"."certificates_5") AS "certificates_5"
        FROM "t28" AS "t30"
        GROUP BY
          1
      ) AS "t34"
      INNER JOIN (
        SELECT
          "t29"."breakdown_code",
          COUNT(*) FILTER(WHERE
            "t29"."n_0") AS "holders_0",
          COUNT(*) FILTER(WHERE
            "t29"."n_1") AS "holders_1",
          COUNT(*) FILTER(WHERE
            "t29"."n_2") AS "holders_2",
          COUNT(*) FILTER(WHERE
            "t29"."n_3") AS "holders_3",
          COUNT(*) FILTER(WHERE
            "t29"."n_4") AS "holders_4",
          COUNT(*) FILTER(WHERE
            "t29"."n_5") AS "holders_5"
        FROM (
          SELECT
            "t27"."breakdown_code",
            "t27"."holder",
            BOOL_OR(CAST("t27"."n_0" > 0 AS BOOLEAN)) AS "n_0",
            BOOL_OR(CAST("t27"."n_1" > 0 AS BOOLEAN)) AS "n_1",
            BOOL_OR(CAST("t27"."n_2" > 0 AS BOOLEAN)) AS "n_2",
            BOOL_OR(CAST("t27"."n_3" > 0 AS BOOLEAN)) AS "n_3",
            BOOL_OR(CAST("t27"."n_4" > 0 AS BOOLEAN)) AS "n_4",
            BOOL_OR(CAST("t27"."n_5" > 0 AS BOOLEAN)) AS "n_5"
          FROM "t26" AS "t27"
          GROUP BY
            1,
            2
        ) AS "t29"
        GROUP BY
          1
      ) AS "t33"
        ON "t34"."breakdown_code" = "t33"."breakdown_code"
    ) AS "t35"
  ) AS "t36"
) AS "t37";
