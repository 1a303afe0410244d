using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

using Microsoft.AspNetCore.Http.Features;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Security;

/// <summary>
/// Unpacks a compressed body before anything reads it. It stops at the limit of a body: a small body that becomes a large one is refused
/// after that many bytes.
/// </summary>
internal static class ContentEncodings
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>Replaces the body of a request by the one that it contains; refuses what is not gzip, or too large.</summary>
    public static async Task DecodeAsync(HttpContext context, long mostBytes)
    {
        var name = context.Request.Headers.ContentEncoding.ToString().Trim();
        if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!name.Equals("gzip", StringComparison.OrdinalIgnoreCase) && !name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(GateErrors.WrongEncoding());
        }

        var body = await UnpackAsync(context.Request.BodyReader, mostBytes, context.RequestAborted);
        context.Features.Set<IRequestBodyPipeFeature>(new Unpacked(PipeReader.Create(body)));
    }

    private static async Task<ReadOnlySequence<byte>> UnpackAsync(PipeReader packed, long mostBytes, CancellationToken cancellation)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            using var unpacked = new MemoryStream();
            await using var gzip = new GZipStream(packed.AsStream(leaveOpen: true), CompressionMode.Decompress);
            while (await gzip.ReadAsync(chunk, cancellation) is > 0 and var count)
            {
                if (unpacked.Length + count > mostBytes)
                {
                    throw new RefusedException(ServeErrors.TooLargeBody(mostBytes));
                }

                unpacked.Write(chunk, 0, count);
            }

            return unpacked.Length > 0
                ? new ReadOnlySequence<byte>(unpacked.GetBuffer(), 0, (int)unpacked.Length)
                : throw new RefusedException(GateErrors.BrokenGzip());
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(GateErrors.BrokenGzip());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private sealed class Unpacked(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
