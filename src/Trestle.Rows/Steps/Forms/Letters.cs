using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Forms;

/// <summary>Latin letters without their accents.</summary>
internal static class Letters
{
    private const string Accented = """
        a=àáâãäåāăąǎạảấầẩẫậắằẳẵặ c=çćĉċč d=ďđð e=èéêëēĕėęěẹẻẽếềểễệ g=ĝğġģ h=ĥħ i=ìíîïĩīĭįıỉị j=ĵ k=ķ l=ĺļľŀł n=ñńņňŉ
        o=òóôõöøōŏőơọỏốồổỗộớờởỡợ r=ŕŗř s=śŝşšș t=ţťŧț u=ùúûüũūŭůűųưụủứừửữự w=ŵ y=ýÿŷỳỵỷỹ z=źżž
        """;

    private static readonly FrozenDictionary<char, char> ByAccented = Accented
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(group => group[2..].Select(accented => KeyValuePair.Create(accented, group[0])))
        .ToFrozenDictionary();

    /// <summary>The letter without its accent; another character as it is.</summary>
    public static char Plain(char c) => c < 128 ? c : ByAccented.GetValueOrDefault(c, c);
}
