using System.Collections.Frozen;
using System.IO.Compression;

namespace Trestle.Rows.Steps.Forms;

/// <summary>
/// Decompositions, compositions and combining classes of code points (Unicode Standard Annex 15). The framework's own have no data in
/// invariant globalization, and this way every machine has the same version.
/// </summary>
internal static class UnicodeData
{
    // Syllables of Hangul are composed by calculation (Unicode Standard, section 3.12).
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Tails = 0x11A7;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = 19 * VowelCount * TailCount;
    private const int FirstSupplementary = 0x10000;

    private static readonly FrozenDictionary<int, Decomposition> Decompositions;
    private static readonly FrozenDictionary<int, byte> Classes;
    private static readonly FrozenDictionary<(int First, int Second), int> Pairs;
    private static readonly ulong[] CanonicalWork;
    private static readonly ulong[] CompatibleWork;

    static UnicodeData()
    {
        var bytes = new MemoryStream();
        using (var packed = new DeflateStream(new MemoryStream(Convert.FromBase64String(UnicodeTable.Data)), CompressionMode.Decompress))
        {
            packed.CopyTo(bytes);
        }

        var data = new Reader(bytes.ToArray());
        Decompositions = Read(ref data).ToFrozenDictionary();
        Classes = ReadClasses(ref data).ToFrozenDictionary();
        Pairs = Decompositions.Where(entry => entry.Value is { Kind: Kind.Canonical, Points.Length: 2 })
            .ToFrozenDictionary(entry => (entry.Value.Points[0], entry.Value.Points[1]), entry => entry.Key);
        int[] canonical =
        [
            .. Classes.Keys, .. Pairs.Keys.Select(pair => pair.Second), .. Enumerable.Range(Vowels, Tails + TailCount - Vowels),
            .. Decompositions.Where(entry => entry.Value.Kind == Kind.NeverComposed).Select(entry => entry.Key),
        ];
        CanonicalWork = Bits(canonical);
        CompatibleWork = Bits([.. canonical, .. Decompositions.Where(entry => ChangesCompatibly(entry.Key)).Select(entry => entry.Key)]);
    }

    private enum Kind
    {
        Canonical,
        Compatible,
        NeverComposed,
    }

    /// <summary>The combining class of a code point; 0 for one that begins a character.</summary>
    public static byte Class(int point) => Classes.GetValueOrDefault(point);

    /// <summary>Whether a text may have to change to be in its composed form.</summary>
    public static bool NeedsWork(ReadOnlySpan<char> text, bool compatible)
    {
        var bits = compatible ? CompatibleWork : CanonicalWork;
        foreach (var c in text)
        {
            if (c >= 0x80 && ((bits[c >> 6] >> (c & 63)) & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the full decomposition of a code point.</summary>
    public static void Decompose(int point, bool compatible, List<int> points)
    {
        if (point - Syllables is >= 0 and < SyllableCount and var syllable)
        {
            points.Add(Leads + (syllable / (VowelCount * TailCount)));
            points.Add(Vowels + (syllable / TailCount % VowelCount));
            if (syllable % TailCount > 0)
            {
                points.Add(Tails + (syllable % TailCount));
            }
        }
        else if (Decompositions.TryGetValue(point, out var found) && (compatible || found.Kind != Kind.Compatible))
        {
            foreach (var part in found.Points)
            {
                Decompose(part, compatible, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>The code point that two in a row are composed to; 0 when there is none.</summary>
    public static int Compose(int first, int second)
    {
        if (first - Leads is >= 0 and < SyllableCount / (VowelCount * TailCount) && second - Vowels is >= 0 and < VowelCount)
        {
            return Syllables + ((((first - Leads) * VowelCount) + second - Vowels) * TailCount);
        }

        if (first - Syllables is >= 0 and < SyllableCount and var syllable && syllable % TailCount == 0
            && second - Tails is > 0 and < TailCount)
        {
            return first + second - Tails;
        }

        return Pairs.GetValueOrDefault((first, second));
    }

    private static bool ChangesCompatibly(int point) =>
        Decompositions[point] is var found && (found.Kind == Kind.Compatible || found.Points.Any(part => Decompositions.ContainsKey(part)
            && ChangesCompatibly(part)));

    /// <summary>A bit for each code point of the basic plane, and for all halves of others.</summary>
    private static ulong[] Bits(IEnumerable<int> points)
    {
        var bits = new ulong[FirstSupplementary / 64];
        foreach (var point in points.Where(point => point < FirstSupplementary).Concat(Enumerable.Range(0xD800, 0x800)))
        {
            bits[point >> 6] |= 1UL << (point & 63);
        }

        return bits;
    }

    private static Dictionary<int, Decomposition> Read(ref Reader data)
    {
        var found = new Dictionary<int, Decomposition>();
        var point = 0;
        for (var left = data.Next(); left > 0; left--)
        {
            point += data.Next();
            var head = data.Next();
            var points = new int[head / 4];
            var near = point;
            for (var i = 0; i < points.Length; i++)
            {
                var distance = data.Next();
                points[i] = near += distance % 2 == 0 ? distance / 2 : -((distance + 1) / 2);
            }

            found.Add(point, new Decomposition((Kind)(head % 4), points));
        }

        return found;
    }

    private static Dictionary<int, byte> ReadClasses(ref Reader data)
    {
        var found = new Dictionary<int, byte>();
        var point = 0;
        for (var left = data.Next(); left > 0; left--)
        {
            point += data.Next();
            var end = point + data.Next();
            var combining = (byte)data.Next();
            for (; point < end; point++)
            {
                found.Add(point, combining);
            }
        }

        return found;
    }

    private sealed record Decomposition(Kind Kind, int[] Points);

    /// <summary>Reads numbers of seven bits a byte, the lowest first.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> left = bytes;

        public int Next()
        {
            var (value, shift) = (0, 0);
            byte part;
            do
            {
                part = left[0];
                left = left[1..];
                value |= (part & 127) << shift;
                shift += 7;
            }
            while (part > 127);
            return value;
        }
    }
}
