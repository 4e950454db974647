import { Minus, Plus } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';
import { mostZoom, zoomedBy } from './map-keys.ts';

/** Smaller, larger, and all of it, with how large it is. */
export function ZoomButtons({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  return (
    <fieldset className="inline-flex items-center gap-1">
      <legend className="sr-only">Zoom</legend>
      <Button
        icon
        aria-label="Zoom out"
        title="Zoom out (−)"
        disabled={zoom <= 1}
        onClick={() => onZoom(zoomedBy(zoom, -1))}
      >
        <Minus size={14} />
      </Button>
      <Button
        icon
        aria-label="Zoom in"
        title="Zoom in (+, or Ctrl and the wheel)"
        disabled={zoom >= mostZoom}
        onClick={() => onZoom(zoomedBy(zoom, 1))}
      >
        <Plus size={14} />
      </Button>
      <Button title="Fit all of it (0)" disabled={zoom <= 1} onClick={() => onZoom(1)}>
        Fit
      </Button>
    </fieldset>
  );
}
