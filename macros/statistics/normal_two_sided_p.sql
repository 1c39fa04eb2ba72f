{#- P(|Z| >= |z|) of a standard normal variable, to 1e-15 (beyond 7 to 1e-8 of itself): Hart's rational approximation of the
    tail in the form of G. West, "Better approximations to cumulative normal functions" (2005). -#}
{% macro normal_two_sided_p(z) -%}
    {%- set x = 'abs(cast(' ~ z ~ ' as double))' -%}
    {%- set above = '220.206867912376' -%}
    {%- set below = '440.413735824752' -%}
    {%- set numerator = ['3.52624965998911e-2', '0.700383064443688', '6.37396220353165',
        '33.912866078383', '112.079291497871', '221.213596169931', above] -%}
    {%- set denominator = ['8.83883476483184e-2', '1.75566716318264', '16.064177579207',
        '86.7807322029461', '296.564248779674', '637.333633378831', '793.826512519948', below] -%}
    case
        when {{ x }} > 37 then 0.0
        when {{ x }} < 7.07106781186547
            then 2 * exp(-{{ x }} * {{ x }} / 2) * {{ horner(numerator, x) }} / {{ horner(denominator, x) }}
        else
            2 * exp(-{{ x }} * {{ x }} / 2) / 2.506628274631
            / ({{ x }} + 1 / ({{ x }} + 2 / ({{ x }} + 3 / ({{ x }} + 4 / ({{ x }} + 0.65)))))
    end
{%- endmacro %}

{#- A polynomial, coefficients from the highest power down. -#}
{% macro horner(coefficients, x) -%}
    {%- set built = namespace(text=coefficients[0]) -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set built.text = '(' ~ built.text ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    {{ built.text }}
{%- endmacro %}
